"""Profile pictures at the URLs that the API gives out."""

from flask import Blueprint, Response

from qontak_line.simulator import accounts
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.pictures import picture

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<picture_id>.png")
def show(picture_id: str) -> Response:
    shops = [account.bot_user_id for account in accounts.every(current_platform())]
    number = shops.index(picture_id) if picture_id in shops else None
    response = Response(picture(picture_id, number), mimetype="image/png")
    response.headers["Cache-Control"] = "max-age=86400"
    return response
