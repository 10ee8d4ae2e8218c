"""The webhook URL, and LINE's test of it."""

import socket
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from qontak_line.simulator import accounts, posting
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.bodies import json_object
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.urls import is_acceptable

blueprint = Blueprint("webhook_settings", __name__, url_prefix="/v2/bot/channel/webhook")

LONGEST_URL = 500
TESTS_PER_HOUR = 60
HOUR = 3_600_000


@blueprint.get("/endpoint")
@calls("settings")
def read_endpoint() -> Response:
    account = current_account()
    if account.webhook_url is None:
        raise errors.refuse(404, errors.NO_WEBHOOK)
    return jsonify(endpoint=account.webhook_url, active=account.use_webhook)


@blueprint.put("/endpoint")
@calls("settings")
def write_endpoint() -> Response:
    accounts.set_webhook_url(current_platform(), current_account(), _checked(json_object().get("endpoint")))
    return jsonify({})


@blueprint.post("/test")
@calls("settings")
def test_endpoint() -> Response:
    """Really post an empty `events` there; a failure of the bot is still a 200 of LINE."""
    account = current_account()
    _limit_tests()
    given = json_object().get("endpoint") if request.get_data() else None  # LINE's SDK may send no body at all
    url = account.webhook_url if given is None else _checked(given)
    if url is None:
        raise errors.refuse(404, errors.NO_WEBHOOK)
    if not _is_resolvable(url):
        raise errors.refuse(400, errors.BAD_WEBHOOK)
    answer = posting.post(account, url, posting.serialise(account, []))
    return jsonify(
        success=answer.is_success,
        timestamp=current_platform().clock.iso(),
        statusCode=answer.status,
        reason=answer.reason,
        detail=answer.detail,
    )


def _checked(url: object) -> str:
    if not is_acceptable(url, LONGEST_URL):
        raise errors.refuse(400, errors.BAD_WEBHOOK)
    return str(url)


def _is_resolvable(url: str) -> bool:
    try:
        socket.getaddrinfo(urlsplit(url).hostname, None)
    except (OSError, UnicodeError):
        return False
    return True


def _limit_tests() -> None:
    """60 tests in an hour; counted from the ledger, which holds this one already."""
    platform, account = current_platform(), current_account()
    recent = platform.store.value(
        "select count(*) from request where channel_id = ? and path = '/v2/bot/channel/webhook/test'"
        " and started_at > ?",
        account.channel_id,
        platform.clock.now() - HOUR,
    )
    if recent > TESTS_PER_HOUR:
        raise errors.refuse(429, errors.RATE_LIMIT)
