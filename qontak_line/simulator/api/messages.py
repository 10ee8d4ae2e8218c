"""Reply, push, and their dry runs (LINE's "Message")."""

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from qontak_line.simulator import deliveries
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.bodies import json_object, text_property
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.identifiers import RETRY_KEY
from qontak_line.simulator.rules import Malformed, Problem, check_messages

blueprint = Blueprint("messages", __name__, url_prefix="/v2/bot/message")

RETRY_KEY_HEADER = "X-Line-Retry-Key"


@blueprint.post("/reply")
@calls("reply")
def reply() -> Response:
    if RETRY_KEY_HEADER in request.headers:
        raise errors.refuse(400, "The retry key is not supported by this API")
    body = json_object()
    reply_token = text_property(body, "replyToken")
    call = deliveries.Call(_checked_messages(body), g.request_id, g.body_sha256)
    try:
        sent = deliveries.reply(current_platform(), current_account(), reply_token, call)
    except deliveries.InvalidReplyToken as error:
        raise errors.refuse(400, errors.REPLY_REFUSED) from error
    except deliveries.UnknownQuote as error:
        raise _quote_refusal(call, error) from error
    return jsonify(sentMessages=sent)


@blueprint.post("/push")
@calls("push")
def push() -> Response:
    retry_key = request.headers.get(RETRY_KEY_HEADER)
    if retry_key is not None and not RETRY_KEY.fullmatch(retry_key):
        raise errors.refuse(400, "The retry key is invalid")
    body = json_object()
    to = body.get("to")
    if not isinstance(to, str) or not deliveries.is_recipient_id(to):
        raise errors.refuse_property("to")
    call = deliveries.Call(_checked_messages(body), g.request_id, g.body_sha256, retry_key)
    try:
        sent = deliveries.push(current_platform(), current_account(), to, call)
    except deliveries.AlreadyAccepted as error:
        raise errors.Refusal(
            409,
            {"message": errors.RETRY_KEY_ACCEPTED, "sentMessages": error.accepted.sent_messages},
            {"x-line-accepted-request-id": error.accepted.request_id},
        ) from error
    except deliveries.UnknownRecipient as error:
        raise errors.refuse(400, errors.FAILED_TO_SEND) from error
    except deliveries.UnknownQuote as error:
        raise _quote_refusal(call, error) from error
    except deliveries.OverQuota as error:
        raise errors.refuse(429, errors.MONTHLY_LIMIT) from error
    return jsonify(sentMessages=sent)


@blueprint.post("/validate/<any(reply, push, multicast, narrowcast, broadcast):kind>")
@calls("validate")
def validate(kind: str) -> Response:
    """Check the messages alone; nothing is sent and nothing is counted."""
    _checked_messages(json_object())
    return jsonify({})


def _checked_messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        problems = check_messages(body.get("messages"))
    except Malformed as error:
        raise errors.refuse(400, f"A message ({error}) in the request body is invalid") from error
    if problems:
        raise errors.refuse_problems(problems)
    messages: list[dict[str, Any]] = body["messages"]
    return messages


def _quote_refusal(call: deliveries.Call, error: deliveries.UnknownQuote) -> errors.Refusal:
    return errors.refuse_problems(
        [
            Problem("Invalid quote token", f"messages[{position}].quoteToken")
            for position, message in enumerate(call.messages)
            if message.get("quoteToken") == error.args[0]
        ]
    )
