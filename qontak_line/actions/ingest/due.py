"""What the journal holds that is due. The statements are built once: each batch asks most of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, ScalarSelect, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from qontak_line.models import EventState, WebhookEvent

LEASE = timedelta(seconds=8)
"""A batch takes a fraction of a second; who takes this long was stopped. Not less: an event that kills its worker comes
again only after it, and deaths in quick succession would end the whole server.
"""

MOST_CHANNELS = 64
"""Looked through for one batch."""


class Candidate(NamedTuple):
    """An event that may be claimed."""

    id: int
    attempts: int
    error: str | None
    channel_id: int
    chat_key: str


_ROW = WebhookEvent
_RECEIVED = _ROW.state == EventState.RECEIVED
_DUE = and_(_RECEIVED, or_(_ROW.next_attempt_at.is_(None), _ROW.next_attempt_at <= bindparam("at")))
_ANY = select(_ROW.id).where(_DUE).limit(1)

# A lease that ends later than one can was given by a clock that has been set back since.
_LEASED = and_(_ROW.leased_until > bindparam("at"), _ROW.leased_until <= bindparam("latest"))
_BUSY = select(_ROW.channel_id, _ROW.chat_key).where(_LEASED).distinct()

_EVENTS = (
    select(*(getattr(_ROW, name) for name in Candidate._fields))
    .where(_DUE, _ROW.channel_id == bindparam("channel_id"), _ROW.chat_key.not_in(bindparam("busy", expanding=True)))
    .order_by(_ROW.chat_key, _ROW.timestamp_ms, _ROW.id)
    .limit(bindparam("most", type_=Integer))
)
_BOUNDS = {
    "only": _ROW.chat_key == bindparam("only"),
    "behind": _ROW.chat_key > bindparam("behind"),
    "up_to": _ROW.chat_key <= bindparam("up_to"),
}


def is_anything_due(session: Session, at: datetime) -> bool:
    """Be it in a chat that somebody is at."""
    return session.connection().scalar(_ANY, {"at": at}) is not None


class Due:
    """What is due at a moment, in chats that nobody is at."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._connection = session.connection()
        self._at = at
        busy = self._connection.execute(_BUSY, {"at": at, "latest": at + LEASE})
        self._busy = {(row.channel_id, row.chat_key) for row in busy}

    def channels(self, last: int) -> Iterator[int]:
        """Those that have events, due or not: behind `last`, then from the start up to it."""
        yield from self._channels(last)
        yield from (channel_id for channel_id in self._channels(0) if channel_id <= last)

    def events(self, channel_id: int, most: int, **bounds: str | None) -> list[Candidate]:
        """By chat, the oldest of each first. `bounds` of the chat's key: `only`, or `behind` and `up_to`."""
        given = {name: key for name, key in bounds.items() if key is not None}
        busy = [chat_key for channel, chat_key in self._busy if channel == channel_id]
        values = {"at": self._at, "channel_id": channel_id, "most": most, "busy": busy, **given}
        return [Candidate(*row) for row in self._connection.execute(_within(*given), values)]

    def _channels(self, behind: int) -> list[int]:
        return list(self._connection.scalars(_channels(), {"behind": behind, "most": MOST_CHANNELS}))


@lru_cache
def _within(*bounds: str) -> Select[Any]:
    return _EVENTS.where(*(_BOUNDS[name] for name in bounds))


@lru_cache
def _channels() -> Select[Any]:
    """From one to the next, so that not every event is looked at."""
    first = select(_next_to(bindparam("behind")).label("channel_id"))
    chain = first.cte("channels", recursive=True)
    chain = chain.union_all(select(_next_to(chain.c.channel_id)).where(chain.c.channel_id.is_not(None)))
    return select(chain.c.channel_id).where(chain.c.channel_id.is_not(None)).limit(bindparam("most", type_=Integer))


def _next_to(channel_id: Any) -> ScalarSelect[int | None]:
    return select(func.min(_ROW.channel_id)).where(_RECEIVED, _ROW.channel_id > channel_id).scalar_subquery()
