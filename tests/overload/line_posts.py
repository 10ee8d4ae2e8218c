"""Signed webhooks, as bytes on the wire."""

from __future__ import annotations

import itertools
import json
import time
from typing import NamedTuple

from qontak_line.line.signature import sign
from tests.factories import SECRET
from tests.overload.wire import request

_numbers = itertools.count(int(time.time()) * 1_000_000)


class Shop(NamedTuple):
    """A connected channel, its account at the simulator, and the first of its customers with their conversation."""

    channel_id: int
    key: str
    line_id: str
    person: str
    conversation_id: int


def webhook(shop: Shop, person: str, words: str) -> bytes:
    """The whole request: one text message of that person."""
    number = next(_numbers)
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": person},
        "webhookEventId": f"01K{number:023d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {"id": str(number), "type": "text", "text": words, "quoteToken": "q"},
    }
    body = json.dumps({"events": [event]}).encode()
    signed = {"X-Line-Signature": sign(SECRET, body), "Content-Type": "application/json; charset=utf-8"}
    return request("POST", f"/webhooks/line/{shop.key}", signed, body)
