"""One HTTP request to a webhook URL, exactly as LINE makes it."""

import json
import re
from dataclasses import dataclass
from typing import Any

import requests

from qontak_line.line.signature import sign
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.events import Event

USER_AGENT = "LineBotWebhook/2.0"
TIMEOUT = 2.0
"""Seconds in which the bot must have answered."""

_NOT_IN_PLAIN_UTF8 = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")


@dataclass(frozen=True)
class Answer:
    """`status` is 0 when there was no answer; `reason` is OK or one of LINE's webhook error classes."""

    status: int
    reason: str
    detail: str

    @property
    def is_success(self) -> bool:
        return self.reason == "OK"


def serialise(account: Account, events: list[Event], *, redelivery: bool = False) -> bytes:
    """The body, once and for all: these bytes are signed and these are sent."""
    if redelivery:
        events = [{**event, "deliveryContext": {"isRedelivery": True}} for event in events]
    body: dict[str, Any] = {"destination": account.bot_user_id, "events": events}
    return escape_astral(json.dumps(body, ensure_ascii=False, separators=(",", ":"))).encode()


def escape_astral(text: str) -> str:
    """Write emoji and other characters beyond U+FFFF as JSON escapes, as LINE does (lone surrogates too)."""
    return _NOT_IN_PLAIN_UTF8.sub(lambda found: json.dumps(found[0])[1:-1], text)


def post(account: Account, url: str, body: bytes, *, disguise: str = "") -> Answer:
    """Deliver *body*. *disguise* ``bad_signature`` or ``no_signature`` spoils its seal."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": USER_AGENT}
    if disguise != "no_signature":
        secret = account.secret if disguise != "bad_signature" else "not the channel secret"
        headers["x-line-signature"] = sign(secret, body)
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                return _judge(response)
    except requests.Timeout:
        return Answer(0, "REQUEST_TIMEOUT", f"no answer within {TIMEOUT:g} seconds")
    except requests.exceptions.SSLError as error:
        return Answer(0, "COULD_NOT_CONNECT", f"TLS handshake failure: {url} {type(error).__name__}")
    except requests.ConnectionError as error:
        return Answer(0, *_connection_failure(error, url))
    except requests.RequestException as error:
        return Answer(0, "UNCLASSIFIED", type(error).__name__)


def _judge(response: requests.Response) -> Answer:
    status = response.status_code
    return Answer(status, "OK" if 200 <= status < 300 else "ERROR_STATUS_CODE", str(status))


def _connection_failure(error: requests.ConnectionError, url: str) -> tuple[str, str]:
    """A connection that was never made, or one that ended before the answer."""
    if "Connection aborted" in str(error):
        return "UNCLASSIFIED", "the connection was closed before an answer"
    return "COULD_NOT_CONNECT", f"Connection failure: {url}"
