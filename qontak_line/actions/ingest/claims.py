"""Claim events by one conditional UPDATE, counted before the work: so an event that kills workers is found out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from flask import current_app
from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from qontak_line.actions.deliver.lease import clock
from qontak_line.actions.ingest.due import LEASE, Candidate, Due, is_anything_due
from qontak_line.actions.ingest.turns import Turns
from qontak_line.db import db, now, rows_changed, transaction
from qontak_line.failpoints import fail
from qontak_line.models import EventState, Message, WebhookEvent

MOST_ATTEMPTS = 5
KILLED = "the worker died of it"

_ONE_AT_A_TIME = 0x1E5
"""Number of the lock in PostgreSQL: while one worker claims, the others wait those few milliseconds."""


_ROW = WebhookEvent
_STILL = (
    select(_ROW.id, _ROW.attempts)
    .where(_ROW.id.in_(bindparam("ids", expanding=True)), _ROW.state == EventState.RECEIVED)
    .order_by(_ROW.id)
)
_HELD = _STILL.with_for_update(key_share=True)
# What a stalled worker holds in an open transaction is left to it.
_FREE = _STILL.with_for_update(key_share=True, skip_locked=True).with_only_columns(_ROW.id)
_TAKE = (
    update(_ROW)
    .where(_ROW.id.in_(_FREE))
    .values(attempts=_ROW.attempts + 1, leased_until=bindparam("end"))
    .returning(_ROW.id, _ROW.attempts, _ROW.channel_id, _ROW.received_at, _ROW.body)
)


class Claim(NamedTuple):
    """An event that is ours to work on; `attempt` is its fence: whoever is overtaken changes nothing."""

    id: int
    attempt: int
    channel_id: int
    received_at: datetime
    body: bytes | None


def claim(most: int = 1) -> list[Claim]:
    """Up to `most` events that are ours now, the oldest of a chat first. Empty when nothing is due."""
    while _is_anything_due():
        with transaction() as session:
            found = _choose(session, most)
            worn_out = [event for event in found if event.attempts >= MOST_ATTEMPTS]
            if not worn_out:
                claims = _take(session, found)
                fail("ingest.claiming")
                return claims
        for event in worn_out:  # its lease ended and nobody recorded why
            quarantine(event.id, event.attempts, event.error or KILLED)
    return []


def hold(session: Session, claims: Sequence[Claim]) -> set[int]:
    """Inside a transaction: the ids of those that are still ours, and stay so until its end."""
    rows = session.connection().execute(_HELD, {"ids": [claim.id for claim in claims]})
    stands_at = {row.id: row.attempts for row in rows}
    return {claim.id for claim in claims if stands_at.get(claim.id) == claim.attempt}


def put_back(event_id: int, attempt: int, error: str) -> None:
    """This attempt failed: again in a while, or never."""
    if attempt >= MOST_ATTEMPTS:
        quarantine(event_id, attempt, error)
    else:
        fail("ingest.putting_back")
        with transaction() as session:
            later = clock(session) + timedelta(seconds=2**attempt)
            _update(event_id, attempt, error=error, leased_until=None, next_attempt_at=later)


def give_back(claims: Sequence[Claim]) -> None:
    """The database was away, not the events' fault: this attempt does not count."""
    with transaction() as session:
        session.execute(
            update(WebhookEvent)
            .where(WebhookEvent.id.in_(hold(session, claims)))
            .values(attempts=WebhookEvent.attempts - 1, leased_until=None)
            .execution_options(synchronize_session=False)
        )


def quarantine(event_id: int, attempt: int, error: str) -> None:
    """Set the event aside; somebody has to look at it. What was taken back meanwhile is emptied all the same."""
    with transaction() as session:
        done = {"state": EventState.QUARANTINED, "leased_until": None, "finished_at": now(), "error": error}
        if _update(event_id, attempt, **done):
            unsent = exists().where(
                Message.channel_id == WebhookEvent.channel_id,
                Message.external_id == WebhookEvent.message_id,
                Message.unsent_at.is_not(None),
            )
            session.execute(update(WebhookEvent).where(WebhookEvent.id == event_id, unsent).values(body=None))
        fail("ingest.quarantining")


def _is_anything_due() -> bool:
    """A look without a lock, since most looks find nothing."""
    try:
        return is_anything_due(db.session(), clock(db.session()))
    finally:
        db.session.rollback()


def _choose(session: Session, most: int) -> list[Candidate]:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    turns = cast(Turns, current_app.extensions.setdefault("ingest_turns", Turns()))
    return turns.next_events(Due(session, clock(session)), most)


def _take(session: Session, events: Sequence[Candidate]) -> list[Claim]:
    """The conditional UPDATE."""
    if not events:
        return []
    values = {"ids": [event.id for event in events], "end": clock(session) + LEASE}
    claims = {row.id: Claim(*row) for row in session.connection().execute(_TAKE, values)}
    return [claims[event.id] for event in events if event.id in claims]


def _update(event_id: int, attempt: int, /, **values: Any) -> int:
    """Only while the event still stands at this attempt: whoever lost its lease changes nothing. Rows changed."""
    statement = (
        update(WebhookEvent)
        .where(WebhookEvent.id == event_id, WebhookEvent.attempts == attempt, WebhookEvent.state == EventState.RECEIVED)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(db.session(), statement)
