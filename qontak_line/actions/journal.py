"""The webhook's one write: every event once, for ever, before LINE is answered.

`UNIQUE (channel_id, event_id)` decides what is new, so a redelivered, duplicated or replayed webhook adds nothing.
When `journal_writer` runs, what comes in at the same time shares one commit; without it (tests, command line) each
has its own.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from qontak_line.actions import envelope, journal_rows
from qontak_line.actions.envelope import Told
from qontak_line.actions.ingest.work import work
from qontak_line.actions.journal_rows import Entry
from qontak_line.db import db, statement_alone
from qontak_line.failpoints import fail
from qontak_line.models import Channel, ChannelState

_OPEN = select(Channel.id).where(
    Channel.id.in_(bindparam("wanted", expanding=True)), Channel.state != ChannelState.DISCONNECTED
)


class NotAWebhook(Exception):
    """Signed, but no JSON object with a list of events. It was kept for inspection."""


class ForeignDestination(Exception):
    """Meant for another LINE account."""


class ChannelClosed(Exception):
    """The channel was disconnected in this very moment."""


class Unavailable(Exception):
    """Not known to be stored in time; may be stored all the same."""


def record(channel_id: int, body: bytes, *, destination: str | None = None) -> None:
    """Store the events of a webhook whose signature was checked, those that are not there yet.

    `destination`: our own bot id, to be compared with the webhook's when it names one.
    Raises the exceptions above, and SQLAlchemy's when the database is away.
    """
    entry = _entry(channel_id, body, destination)
    writer = current_app.extensions.get("journal_writer")
    if writer is not None:
        outcome = writer.write(entry)
    else:
        outcome = write([entry])[0]
        db.session.rollback()  # what this thread has read is older
    problem = _problem(entry, outcome)
    if problem is not None:
        raise problem


def record_later(
    channel_id: int, body: bytes, then: Callable[[Exception | None], None], *, destination: str | None = None
) -> bool:
    """The same without waiting: `then` is called once, by another thread, with None or what `record` would raise.

    False when nobody writes beside the requests. Raises `ForeignDestination`, and `Unavailable` when too many wait.
    """
    writer = current_app.extensions.get("journal_writer")
    if writer is None:
        return False
    entry = _entry(channel_id, body, destination)
    writer.write_later(entry, lambda outcome: then(_problem(entry, outcome)))
    return True


def write(entries: list[Entry]) -> list[bool]:
    """Store several webhooks with one commit; tells, for each, whether its channel is still open."""
    rows = {(entry.channel_id, one.event_id): journal_rows.row(entry, one) for entry in entries for one in entry.told}
    fail("wh.before_commit")
    with statement_alone() as connection:
        new = journal_rows.insert(connection, list(rows.values()))
        # Where something was not new, it may be that its channel was closed meanwhile.
        closed = set[int]() if new == len(rows) else _closed(connection, {entry.channel_id for entry in entries})
    fail("wh.after_commit")
    if new:
        work.nudge()
    return [entry.channel_id not in closed for entry in entries]


def _closed(connection: Connection, channel_ids: set[int]) -> set[int]:
    return channel_ids - set(connection.scalars(_OPEN, {"wanted": list(channel_ids)}))


def _entry(channel_id: int, body: bytes, destination: str | None) -> Entry:
    """A body that is no webhook is kept for inspection."""
    try:
        webhook = envelope.parse(body)
        _check_destination(webhook, destination)
        return Entry(channel_id, _told(webhook))
    except envelope.NotJson:
        return Entry(channel_id, [Told(envelope.body_id(body), "", 0, None, body)], error="not a webhook")


def _problem(entry: Entry, outcome: bool | Exception) -> Exception | None:
    """What the sender has to be told of, when it was tried to store the entry."""
    if isinstance(outcome, Exception):
        return outcome
    if not outcome:
        return ChannelClosed()
    return NotAWebhook() if entry.error else None


def _check_destination(webhook: object, destination: str | None) -> None:
    given = webhook.get("destination") if isinstance(webhook, dict) else None
    if destination is not None and given is not None and given != destination:
        raise ForeignDestination


def _told(webhook: object) -> list[Told]:
    events = webhook.get("events") if isinstance(webhook, dict) else None
    if not isinstance(events, list):
        raise envelope.NotJson
    return [envelope.told_by(event) for event in events]
