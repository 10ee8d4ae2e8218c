"""Whose turn it is: channels in turn, within a channel its chats in turn, within a chat the oldest event.

So a loud channel can not starve a quiet one, nor a loud chat the others. A chat that some worker is at is passed
over: its events are worked on one after the other. Where the round stands is remembered by this process, and is no
truth.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from qontak_line.db import db
from qontak_line.models import EventState, WebhookEvent

_CHAT = (WebhookEvent.channel_id, WebhookEvent.chat_key)


class Turns:
    """Where the round stands."""

    def __init__(self) -> None:
        self.channel_id = 0
        self.chat_keys: dict[int, str] = {}
        self.lock = threading.Lock()


@dataclass(frozen=True)
class Candidate:
    """An event that may be claimed as long as it stands at `attempts`."""

    id: int
    attempts: int
    error: str | None


def next_event(at: datetime) -> Candidate | None:
    """The event to claim next, or None when nothing is due."""
    turns = cast(Turns, current_app.extensions.setdefault("ingest_turns", Turns()))
    with turns.lock:
        try:
            return _next_event(turns, _due(at))
        finally:
            db.session.rollback()  # what is claimed is claimed by an UPDATE of its own


def _next_event(turns: Turns, due: ColumnElement[bool]) -> Candidate | None:
    channel_id = _after(WebhookEvent.channel_id, turns.channel_id, due)
    if channel_id is None:
        return None
    turns.channel_id = channel_id
    here = and_(due, WebhookEvent.channel_id == channel_id)
    chat_key = _after(WebhookEvent.chat_key, turns.chat_keys.get(channel_id, ""), here)
    if chat_key is None:
        return None
    turns.chat_keys[channel_id] = chat_key
    oldest_first = (WebhookEvent.timestamp_ms, WebhookEvent.id)
    row = db.session.execute(
        select(WebhookEvent.id, WebhookEvent.attempts, WebhookEvent.error)
        .where(here, WebhookEvent.chat_key == chat_key)
        .order_by(*oldest_first)
        .limit(1)
    ).one_or_none()
    return Candidate(*row) if row else None


def _after(column: InstrumentedAttribute[Any], last: Any, condition: ColumnElement[bool]) -> Any:
    """The first value behind `last`, or from the start again."""
    first: Select[Any] = select(column).where(condition).order_by(column).limit(1)
    found = db.session.scalar(first.where(column > last))
    return db.session.scalar(first) if found is None else found


def _due(at: datetime) -> ColumnElement[bool]:
    waits_no_longer = or_(WebhookEvent.next_attempt_at.is_(None), WebhookEvent.next_attempt_at <= at)
    due = and_(WebhookEvent.state == EventState.RECEIVED, waits_no_longer)
    busy = [tuple(row) for row in db.session.execute(select(*_CHAT).where(WebhookEvent.leased_until > at))]
    return and_(due, tuple_(*_CHAT).not_in(busy)) if busy else due
