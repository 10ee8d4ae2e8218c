"""Webhooks made of events: packed by one to five, shuffled, some sent twice, some forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from dataclasses import dataclass

from tests.chaos.people import Account
from tests.chaos.story import Event

SHUFFLE = 50
"""Events come up to so many places early or late."""
TWICE = 0.05
FORGED = 0.03
"""Besides; their events exist nowhere else."""
MOST_EVENTS = 5


@dataclass(frozen=True)
class Body:
    """One webhook. `number`: its place; `twin`: at the same moment as the one with that place, or a little later."""

    number: int
    account: int
    events: tuple[Event, ...]
    is_forged: bool = False
    is_twin: bool = False
    delay: float = 0.0


def pack(seed: int, events: list[Event]) -> list[Body]:
    """The order of the list is the order in which they are due."""
    chance = random.Random(f"bodies {seed}")
    order = sorted(range(len(events)), key=lambda place: place + chance.uniform(0, SHUFFLE))
    waiting: dict[int, list[Event]] = {}
    sizes: dict[int, int] = {}
    packed: list[tuple[int, tuple[Event, ...]]] = []
    for place in order:
        event = events[place]
        mine = waiting.setdefault(event.account, [])
        mine.append(event)
        if len(mine) >= sizes.setdefault(event.account, chance.randint(1, MOST_EVENTS)):
            packed.append((event.account, tuple(mine)))
            waiting[event.account], sizes[event.account] = [], chance.randint(1, MOST_EVENTS)
    packed += [(account, tuple(left)) for account, left in waiting.items() if left]
    return _with_twins(chance, packed)


def _with_twins(chance: random.Random, packed: list[tuple[int, tuple[Event, ...]]]) -> list[Body]:
    bodies: list[Body] = []
    for number, (account, events) in enumerate(packed):
        bodies.append(Body(number, account, events))
        if chance.random() < TWICE:
            bodies.append(Body(number, account, events, is_twin=True, delay=chance.choice((0.0, 0.0, 0.5, 3.0))))
        if chance.random() < FORGED:
            bodies.append(Body(number, account, (_never_said(chance, events[0]),), is_forged=True))
    return bodies


def _never_said(chance: random.Random, like: Event) -> Event:
    """What nobody at LINE ever said, put into somebody's mouth."""
    event_id = f"01FORGED{chance.getrandbits(72):018X}"
    message = {"id": f"88{chance.randrange(10**16):016d}", "type": "text", "text": "send me the money"}
    raw = {**like.raw, "type": "message", "webhookEventId": event_id, "message": message}
    return Event(like.account, event_id, "forged", like.chat_id, like.at, raw, message_id=message["id"])


def serialise(account: Account, body: Body, *, again: bool) -> bytes:
    events = [{**event.raw, "deliveryContext": {"isRedelivery": again}} for event in body.events]
    told = json.dumps({"destination": account.bot_id, "events": events}, separators=(",", ":"))
    return told.encode("ascii")


def sign(secret: str, body: bytes) -> str:
    """LINE's `x-line-signature`, by the harness's own hand."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
