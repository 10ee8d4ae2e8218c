"""What the bot may know about itself: its names, and its quota."""

from flask import Blueprint, Response, jsonify

from qontak_line.simulator import quota
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.pictures import picture_url

blueprint = Blueprint("accounts", __name__, url_prefix="/v2/bot")


@blueprint.get("/info")
@calls("info")
def info() -> Response:
    account = current_account()
    return jsonify(
        userId=account.bot_user_id,
        basicId=account.basic_id,
        displayName=account.name,
        pictureUrl=picture_url(current_platform(), account.bot_user_id),
        chatMode=account.chat_mode,
        markAsReadMode="manual" if account.chat_mode == "chat" else "auto",
    )


@blueprint.get("/message/quota")
@calls("quota")
def message_quota() -> Response:
    account = current_account()
    if account.quota_type == "none":
        return jsonify(type="none")
    return jsonify(type="limited", value=account.quota_value)


@blueprint.get("/message/quota/consumption")
@calls("quota")
def consumption() -> Response:
    return jsonify(totalUsage=quota.used(current_platform(), current_account()))
