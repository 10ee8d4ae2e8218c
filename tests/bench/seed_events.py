"""A journal with a long past: webhook events that were all worked on, the older ones without their bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from qontak_line.db import now
from qontak_line.models import EventState, WebhookEvent
from tests.bench.company.fill import fill
from tests.bench.webhooks import text_event

CHATS = 100_000
WITH_BODY = 0.2
"""Bytes are kept for 30 days, event ids for ever."""


def seed_events(engine: Engine, channel_id: int, count: int) -> None:
    """`count` of them, evenly over the past 150 days. The table must be empty."""
    fill(engine, WebhookEvent, _rows(channel_id, count))


def _rows(channel_id: int, count: int) -> Iterator[list[Any]]:
    names = [column.name for column in WebhookEvent.__table__.columns]
    dice = random.Random(7)
    began = now() - timedelta(days=150)
    step = timedelta(days=150) / count
    for number in range(1, count + 1):
        event = text_event(-number, dice.randrange(CHATS))
        at = began + number * step
        row = {
            "id": number,
            "channel_id": channel_id,
            "event_id": f"01JDVNP0{number:018d}",
            "chat_key": event["source"]["userId"],
            "timestamp_ms": int(at.timestamp() * 1000),
            "message_id": f"4{number:017d}",
            "body": json.dumps(event).encode() if number > count * (1 - WITH_BODY) else None,
            "state": EventState.PROCESSED,
            "attempts": 1,
            "received_at": at,
            "finished_at": at,
        }
        yield [row.get(name) for name in names]
