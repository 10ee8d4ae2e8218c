"""What was accepted, what was asked, and what the phones hold."""

from flask import Blueprint, Response, jsonify, request

from qontak_line.simulator import ledger
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.control import shapes
from qontak_line.simulator.control.account_routes import account

blueprint = Blueprint("records", __name__, url_prefix="/accounts/<channel_id>")


@blueprint.get("/ledger")
def read_ledger(channel_id: str) -> Response:
    return jsonify(accepted=ledger.acceptances(current_platform(), account(channel_id), _after()))


@blueprint.get("/requests")
def read_requests(channel_id: str) -> Response:
    platform, it = current_platform(), account(channel_id)
    return jsonify(counts=ledger.request_counts(platform, it), requests=ledger.requests(platform, it, _after()))


@blueprint.get("/chats/<chat_id>/messages")
def read_phone(channel_id: str, chat_id: str) -> Response:
    return jsonify(messages=shapes.phone_messages(current_platform(), account(channel_id), chat_id))


def _after() -> int:
    return request.args.get("after", 0, type=int)
