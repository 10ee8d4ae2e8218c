"""Events and webhooks."""

import time
from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify, request

from qontak_line.simulator import reply_tokens, webhooks
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.control import events
from qontak_line.simulator.control.account_routes import account
from qontak_line.simulator.control.bodies import body, number

blueprint = Blueprint("events", __name__, url_prefix="/accounts/<channel_id>")

LONGEST_WAIT = 30.0


@blueprint.post("/events")
def send_event(channel_id: str) -> tuple[Response, int]:
    return jsonify(events=events.send(current_platform(), account(channel_id), body())), 201


@blueprint.post("/raw")
def send_raw(channel_id: str) -> tuple[Response, int]:
    raw = body().get("events")
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        abort(400, "events must be a list of objects.")
    webhooks.emit(current_platform(), account(channel_id), raw)
    return jsonify(events=raw), 201


@blueprint.post("/reply-tokens")
def adopt_reply_tokens(channel_id: str) -> tuple[Response, int]:
    fields = body()
    chats = fields.get("chats")
    if not isinstance(chats, dict) or not all(isinstance(chat, str) for chat in chats.values()):
        abort(400, "chats must map tokens to chat ids.")
    reply_tokens.adopt(current_platform(), account(channel_id), chats, number(fields, "seconds", 60))
    return jsonify(adopted=len(chats)), 201


@blueprint.get("/webhooks")
def list_webhooks(channel_id: str) -> Response:
    count = request.args.get("count", 20, type=int)
    latest = webhooks.latest(current_platform(), account(channel_id), count)
    return jsonify(webhooks=[asdict(webhook) for webhook in latest])


@blueprint.post("/webhooks/<int:webhook_id>/again")
def send_again(channel_id: str, webhook_id: int) -> Response:
    body()
    webhooks.send_again(current_platform(), account(channel_id), webhook_id)
    return list_webhooks(channel_id)


@blueprint.post("/webhooks/wait")
def wait_until_idle(channel_id: str) -> Response:
    """Poll a little, so that tests need no sleep of their own."""
    platform, it = current_platform(), account(channel_id)
    end = time.monotonic() + min(number(body(), "seconds", 5), LONGEST_WAIT)
    while not webhooks.are_idle(platform, it) and time.monotonic() < end and not platform.stopping.is_set():
        platform.pause(0.01)
    return jsonify(idle=webhooks.are_idle(platform, it))
