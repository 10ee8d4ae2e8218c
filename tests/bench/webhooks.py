"""LINE's webhooks, signed and written out before the clock starts: one text message each, from many chats.

Each twentieth is one of those before it again, marked as a redelivery.
"""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from qontak_line.line.signature import HEADER, sign

CHATS = 500
REPEAT_EVERY = 20

_numbers = itertools.count(1)
_WORDS = (
    "Halo kak, apakah baju ukuran XL warna biru masih ada? Saya mau pesan dua, kirim ke Bandung ya. Terima kasih 🙏"
)


@dataclass(frozen=True)
class Webhook:
    """`event_id` is LINE's; `signed` holds the request without its first lines, which name the receiver."""

    event_id: str
    signed: bytes

    def to(self, path: str) -> bytes:
        """The request's bytes."""
        return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode() + self.signed


def webhooks(count: int, secret: str, destination: str, chats: int = CHATS) -> Sequence[Webhook]:
    """`count` of them, `count / REPEAT_EVERY` being repetitions; no event id comes twice in two calls."""
    chance = random.Random(count)
    events: list[dict[str, Any]] = []
    made = []
    for place in range(count):
        if place % REPEAT_EVERY == REPEAT_EVERY - 1:
            event = {**chance.choice(events[-REPEAT_EVERY:]), "deliveryContext": {"isRedelivery": True}}
        else:
            event = text_event(next(_numbers), chance.randrange(chats))
            events.append(event)
        made.append(Webhook(event["webhookEventId"], _signed(_body(event, destination), secret)))
    return made


def greetings(secret: str, destination: str) -> list[Webhook]:
    """One of each chat."""
    events = [text_event(number, chat) for chat, number in enumerate(islice(_numbers, CHATS))]
    return [Webhook(event["webhookEventId"], _signed(_body(event, destination), secret)) for event in events]


def bodies(count: int, destination: str) -> list[bytes]:
    """The bodies of `count` different ones."""
    return [_body(text_event(number, number % CHATS), destination) for number in islice(_numbers, count)]


def text_event(number: int, chat: int) -> dict[str, Any]:
    """A customer's text as LINE tells it, from one of many chats; ids are made of `number`."""
    return {
        "type": "message",
        "message": {
            "type": "text",
            "id": f"5{number:017d}",
            "quoteToken": f"q3Plxr4AgKd{number:020d}vHkzLXkZyQpo8lMT7ndmwEWgTgdrDbMMyCiUmWVLc",
            "markAsReadToken": f"30yhdy232{number:020d}SBjCnNH9bKkGBp6rmTuvKqYz7",
            "text": f"{number}: {_WORDS}",
        },
        "webhookEventId": f"01KDVNP0{number:018d}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": f"U{chat:032x}"},
        "replyToken": f"{number:032x}",
        "mode": "active",
    }


def _body(event: dict[str, Any], destination: str) -> bytes:
    told = {"destination": destination, "events": [event]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _signed(body: bytes, secret: str) -> bytes:
    head = (
        "User-Agent: LineBotWebhook/2.0\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{HEADER}: {sign(secret, body)}\r\n\r\n"
    )
    return head.encode() + body
