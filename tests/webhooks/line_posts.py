"""What LINE posts, made by hand: bodies, events and their signature."""

from __future__ import annotations

import itertools
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qontak_line.line.signature import sign
from tests.factories import SECRET

_numbers = itertools.count(1)

USER = "U" + "a" * 32
OTHER_USER = "U" + "b" * 32
GROUP = "C" + "c" * 32
ROOM = "R" + "d" * 32
T0 = 1_767_225_600_000


def number() -> int:
    return next(_numbers)


def user_source(user_id: str = USER) -> dict[str, str]:
    return {"type": "user", "userId": user_id}


def group_source(user_id: str | None = USER, group_id: str = GROUP) -> dict[str, str]:
    return {"type": "group", "groupId": group_id, **({"userId": user_id} if user_id else {})}


def event(kind: str, at: int = 0, **fields: Any) -> dict[str, Any]:
    """An event at `at` milliseconds after T0; a field given as None is left out."""
    values = {
        "type": kind,
        "mode": "active",
        "timestamp": T0 + at,
        "source": user_source(),
        "webhookEventId": f"01KDVNP0T0{next(_numbers):016d}",
        "deliveryContext": {"isRedelivery": False},
        **fields,
    }
    return {name: value for name, value in values.items() if value is not None}


def message(kind: str, at: int = 0, *, message_id: str | None = None, **parts: Any) -> dict[str, Any]:
    """A message event; `parts` are the message's own fields, `event` those of the event around it."""
    around = parts.pop("event", {})
    inner = {"id": message_id or f"4687{next(_numbers):014d}", "type": kind, **parts}
    return event("message", at, **{"replyToken": f"{next(_numbers):032x}", **around, "message": inner})


def text(words: str, at: int = 0, **given: Any) -> dict[str, Any]:
    return message("text", at, text=words, quoteToken="quote-token", **given)


def body_of(*events: object, destination: str | None = None) -> bytes:
    return json.dumps({**({"destination": destination} if destination else {}), "events": list(events)}).encode()


def post(client: FlaskClient, key: str, body: bytes, secret: str = SECRET, **headers: str) -> TestResponse:
    """As LINE posts it, signed with `secret`."""
    signed = {"X-Line-Signature": sign(secret, body), "Content-Type": "application/json; charset=utf-8"}
    return client.post(f"/webhooks/line/{key}", data=body, headers={**signed, **headers})
