"""Claim an event by one conditional UPDATE, counted before the work: so an event that kills workers is found out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, update

from qontak_line.actions.ingest import turns
from qontak_line.db import db, now, rows_changed, transaction
from qontak_line.models import EventState, Message, WebhookEvent

LEASE = timedelta(seconds=15)
MOST_ATTEMPTS = 5
KILLED = "the worker died of it"


def claim() -> tuple[int, int] | None:
    """The id of an event that is ours now, and the number of this attempt. None when nothing is due."""
    while True:
        event = turns.next_event(now())
        if event is None:
            return None
        if event.attempts >= MOST_ATTEMPTS:  # its lease ended and nobody recorded why
            quarantine(event.id, event.attempts, event.error or KILLED)
        elif _change(event.id, event.attempts, attempts=event.attempts + 1, leased_until=now() + LEASE):
            return event.id, event.attempts + 1


def put_back(event_id: int, attempt: int, error: str) -> None:
    """This attempt failed: again in a while, or never."""
    if attempt >= MOST_ATTEMPTS:
        quarantine(event_id, attempt, error)
    else:
        _change(event_id, attempt, error=error, leased_until=None, next_attempt_at=now() + _pause(attempt))


def give_back(event_id: int, attempt: int) -> None:
    """The database was away, not the event's fault: this attempt does not count."""
    _change(event_id, attempt, attempts=attempt - 1, leased_until=None, next_attempt_at=now() + _pause(1))


def quarantine(event_id: int, attempt: int, error: str) -> None:
    """Set the event aside; somebody has to look at it. What was taken back meanwhile is emptied all the same."""
    with transaction() as session:
        done = {"state": EventState.QUARANTINED, "leased_until": None, "finished_at": now(), "error": error}
        if update_claimed(event_id, attempt, **done):
            unsent = exists().where(
                Message.channel_id == WebhookEvent.channel_id,
                Message.external_id == WebhookEvent.message_id,
                Message.unsent_at.is_not(None),
            )
            session.execute(update(WebhookEvent).where(WebhookEvent.id == event_id, unsent).values(body=None))


def _pause(attempt: int) -> timedelta:
    return timedelta(seconds=2**attempt)


def _change(event_id: int, attempt: int, /, **values: Any) -> bool:
    """Only while the event still stands at this attempt: whoever lost its lease changes nothing."""
    with transaction():
        return bool(update_claimed(event_id, attempt, **values))


def update_claimed(event_id: int, attempt: int, /, **values: Any) -> int:
    """Inside a transaction: change a received event that still stands at this attempt; how many rows that were."""
    statement = (
        update(WebhookEvent)
        .where(WebhookEvent.id == event_id, WebhookEvent.attempts == attempt, WebhookEvent.state == EventState.RECEIVED)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(db.session(), statement)
