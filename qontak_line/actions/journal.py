"""The webhook's one write: every event once, for ever, before LINE is answered.

`UNIQUE (channel_id, event_id)` decides what is new, so a redelivered, duplicated or replayed webhook adds nothing.
When `journal_writer` runs, what comes in at the same time shares one commit; without it (tests, command line) each
has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from qontak_line.actions import envelope
from qontak_line.actions.ingest.work import work
from qontak_line.actions.upsert import insert
from qontak_line.db import now, on_commit, transaction
from qontak_line.models import Channel, ChannelState, EventState, WebhookEvent


class NotAWebhook(Exception):
    """Signed, but no JSON object with a list of events. It was kept for inspection."""


class ForeignDestination(Exception):
    """Meant for another LINE account."""


class ChannelClosed(Exception):
    """The channel was disconnected in this very moment."""


class Unavailable(Exception):
    """Not known to be stored in time; may be stored all the same."""


@dataclass(frozen=True)
class Entry:
    """The rows of one webhook."""

    channel_id: int
    rows: list[dict[str, Any]]


def record(channel_id: int, body: bytes, *, destination: str | None = None) -> int:
    """Store the events of a webhook whose signature was checked; gives how many of them are new.

    `destination`: our own bot id, to be compared with the webhook's when it names one.
    Raises the exceptions above, and SQLAlchemy's when the database is away.
    """
    try:
        told = envelope.parse(body)
        _check_destination(told, destination)
        rows = _rows(told)
    except envelope.NotJson:
        _keep_body(channel_id, body)
        raise NotAWebhook from None
    return _store(Entry(channel_id, rows))


def write(entries: list[Entry]) -> list[int | ChannelClosed]:
    """Store several webhooks with one commit; gives, for each, how many of its rows are new."""
    with transaction() as session:
        wanted = {entry.channel_id for entry in entries}
        open_ids = set(
            session.scalars(
                select(Channel.id).where(Channel.id.in_(wanted), Channel.state != ChannelState.DISCONNECTED)
            )
        )
        results = [_insert(session, entry) if entry.channel_id in open_ids else ChannelClosed() for entry in entries]
        if any(isinstance(new, int) and new for new in results):
            on_commit(work.nudge)
    return results


def _store(entry: Entry) -> int:
    writer = current_app.extensions.get("journal_writer")
    result: int | ChannelClosed = writer.write(entry) if writer else write([entry])[0]
    if isinstance(result, ChannelClosed):
        raise result
    return result


def _insert(session: Session, entry: Entry) -> int:
    if not entry.rows:
        return 0
    rows = [{**row, "channel_id": entry.channel_id} for row in entry.rows]
    statement = insert(session, WebhookEvent).on_conflict_do_nothing(index_elements=["channel_id", "event_id"])
    return int(session.connection().execute(statement, rows).rowcount)


def _check_destination(told: object, destination: str | None) -> None:
    given = told.get("destination") if isinstance(told, dict) else None
    if destination is not None and given is not None and given != destination:
        raise ForeignDestination


def _rows(told: object) -> list[dict[str, Any]]:
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list):
        raise envelope.NotJson
    rows = {row["event_id"]: row for row in map(envelope.row_of, events)}
    return [rows[event_id] for event_id in sorted(rows)]  # one order for all writers: PostgreSQL locks row by row


def _keep_body(channel_id: int, body: bytes) -> None:
    row = {
        "event_id": envelope.body_id(body),
        "body": body,
        "state": EventState.QUARANTINED,
        "error": "not a webhook",
        "finished_at": now(),
    }
    _store(Entry(channel_id, [row]))
