"""Whose turn it is: channels in turn, within a channel its chats in turn, within a chat the oldest events.

So a loud channel can not starve a quiet one, nor a loud chat the others. A chat that some worker is at is passed over:
its events are worked on one after the other. An event that was tried before may have ended its worker: it comes alone,
every other time, and what follows it in its chat waits for it. Where the round stands is a memory, no truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice, takewhile
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from qontak_line.models import EventState, WebhookEvent

LEASE = timedelta(seconds=8)
"""A batch takes a fraction of a second; who takes this long was stopped. Not less: an event that kills its worker comes
again only after it, and deaths in quick succession would end the whole server.
"""

MOST_OF_A_CHAT = 20
"""Events of one chat in one turn."""

_SHARES = 8
"""Among so many channels a batch is shared."""

_OLDEST_FIRST = (WebhookEvent.chat_key, WebhookEvent.timestamp_ms, WebhookEvent.id)


class Candidate(NamedTuple):
    """An event that may be claimed."""

    id: int
    attempts: int
    error: str | None
    channel_id: int
    chat_key: str


_COLUMNS = [getattr(WebhookEvent, name) for name in Candidate._fields]


class Turns:
    """Where the round stands: the channel and, in each, the chat that came last; and whose turn is to come alone."""

    def __init__(self) -> None:
        self.channel_id = 0
        self.chat_keys: dict[int, str] = {}
        self.aside: dict[tuple[int, str], None] = {}
        self.was_aside = False


def is_anything_due(session: Session, at: datetime) -> bool:
    """Be it in a chat that somebody is at."""
    return session.scalar(select(WebhookEvent.id).where(_due(at)).limit(1)) is not None


def next_events(session: Session, turns: Turns, most: int, at: datetime) -> list[Candidate]:
    """The events to claim next, up to `most`: several that were never tried, or a single one that was."""
    look = _Look(session, turns, at)
    alone = [] if turns.was_aside else look.alone()
    turns.was_aside = bool(alone)
    return alone or look.in_turn(most) or look.alone()


class _Look:
    """One look at what is due."""

    def __init__(self, session: Session, turns: Turns, at: datetime) -> None:
        self._session = session
        self._turns = turns
        self._due = _due(at)
        # A lease that ends later than one can was given by a clock that has been set back since.
        leased = and_(WebhookEvent.leased_until > at, WebhookEvent.leased_until <= at + LEASE)
        chats = select(WebhookEvent.channel_id, WebhookEvent.chat_key).where(leased).distinct()
        self._busy = {(row.channel_id, row.chat_key) for row in session.execute(chats)}

    def alone(self) -> list[Candidate]:
        """The oldest event of a chat that was put aside."""
        while self._turns.aside:
            chat = next(iter(self._turns.aside))
            del self._turns.aside[chat]
            if chat not in self._busy and (found := self._rows(chat[0], 1, WebhookEvent.chat_key == chat[1])):
                return found
        return []

    def in_turn(self, most: int) -> list[Candidate]:
        """Events that were never tried, of as many channels and chats as it takes."""
        channels = self._channels(self._turns.channel_id)
        first = list(islice(channels, _SHARES))
        share = -(-most // max(1, len(first)))
        found: list[Candidate] = []
        for channel_id in (*first, *channels):
            if len(found) >= most:
                break
            self._turns.channel_id = channel_id
            found += self._of_channel(channel_id, min(share, most - len(found)))
        return found

    def _channels(self, last: int) -> Iterator[int]:
        """Those that have events: behind `last`, then from the start up to it."""
        column, received = WebhookEvent.channel_id, WebhookEvent.state == EventState.RECEIVED
        for behind, up_to in ((last, None), (0, last)):
            at: int | None = behind
            while at is not None:
                bounds = [column > at] if up_to is None else [column > at, column <= up_to]
                at = self._session.scalar(select(column).where(received, *bounds).order_by(column).limit(1))
                if at is not None:
                    yield at

    def _of_channel(self, channel_id: int, most: int) -> list[Candidate]:
        key, last = WebhookEvent.chat_key, self._turns.chat_keys.get(channel_id)
        if last is None:
            return self._of_chats(channel_id, most, [])
        behind = self._of_chats(channel_id, most, [key > last])
        return behind + self._of_chats(channel_id, most - len(behind), [key <= last])

    def _of_chats(self, channel_id: int, most: int, bounds: list[ColumnElement[bool]]) -> list[Candidate]:
        found: list[Candidate] = []
        seen: list[ColumnElement[bool]] = []
        while (asked := most - len(found)) > 0:
            rows = self._rows(channel_id, asked, *bounds, *seen)
            for chat_key, events in groupby(rows, key=lambda row: row.chat_key):
                found += self._of_chat(list(events))
                self._turns.chat_keys[channel_id] = chat_key
            if len(rows) < asked:
                break
            seen = [WebhookEvent.chat_key > rows[-1].chat_key]
        return found

    def _of_chat(self, events: Sequence[Candidate]) -> list[Candidate]:
        """The oldest ones, up to the first that was tried before."""
        if events[0].attempts:
            self._turns.aside[events[0].channel_id, events[0].chat_key] = None
        return list(takewhile(lambda event: not event.attempts, events[:MOST_OF_A_CHAT]))

    def _rows(self, channel_id: int, most: int, *where: ColumnElement[bool]) -> list[Candidate]:
        busy = [chat_key for channel, chat_key in self._busy if channel == channel_id]
        free = [WebhookEvent.chat_key.not_in(busy)] if busy else []
        here = select(*_COLUMNS).where(self._due, WebhookEvent.channel_id == channel_id, *free, *where)
        return [Candidate(*row) for row in self._session.execute(here.order_by(*_OLDEST_FIRST).limit(most))]


def _due(at: datetime) -> ColumnElement[bool]:
    waits_no_longer = or_(WebhookEvent.next_attempt_at.is_(None), WebhookEvent.next_attempt_at <= at)
    return and_(WebhookEvent.state == EventState.RECEIVED, waits_no_longer)
