"""The webhook's one write: every event once, for ever, before LINE is answered.

`UNIQUE (channel_id, event_id)` decides what is new, so a redelivered, duplicated or replayed webhook adds nothing.
When `journal_writer` runs, what comes in at the same time shares one commit; without it (tests, command line) each
has its own.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from flask import current_app
from sqlalchemy import bindparam, select

from qontak_line.actions import envelope, journal_rows
from qontak_line.actions.envelope import Told
from qontak_line.actions.ingest.work import work
from qontak_line.db import on_commit, transaction
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


class Entry(NamedTuple):
    """What one webhook told; with an `error` it is kept for inspection and not worked on."""

    channel_id: int
    told: list[Told]
    error: str | None = None


def record(channel_id: int, body: bytes, *, destination: str | None = None) -> None:
    """Store the events of a webhook whose signature was checked, those that are not there yet.

    `destination`: our own bot id, to be compared with the webhook's when it names one.
    Raises the exceptions above, and SQLAlchemy's when the database is away.
    """
    try:
        webhook = envelope.parse(body)
        _check_destination(webhook, destination)
        entry = Entry(channel_id, _told(webhook))
    except envelope.NotJson:
        kept = Told(envelope.body_id(body), "", 0, None, body)
        _store(Entry(channel_id, [kept], error="not a webhook"))
        raise NotAWebhook from None
    _store(entry)


def write(entries: list[Entry]) -> list[bool]:
    """Store several webhooks with one commit; tells, for each, whether its channel is still open."""
    with transaction(ahead=True) as session:
        connection = session.connection()
        wanted = {entry.channel_id for entry in entries}
        still_open = set(connection.scalars(_OPEN, {"wanted": list(wanted)}))
        new = 0
        for error, some in groupby(sorted(entries, key=_by_error), key=_by_error):
            told = [(entry.channel_id, *one) for entry in some if entry.channel_id in still_open for one in entry.told]
            new += journal_rows.insert(connection, told, error=error or None)
        if new:
            on_commit(work.nudge)
        fail("wh.before_commit")
    fail("wh.after_commit")
    return [entry.channel_id in still_open for entry in entries]


def _by_error(entry: Entry) -> str:
    return entry.error or ""


def _store(entry: Entry) -> None:
    writer = current_app.extensions.get("journal_writer")
    is_open = writer.write(entry) if writer else write([entry])[0]
    if not is_open:
        raise ChannelClosed


def _check_destination(webhook: object, destination: str | None) -> None:
    given = webhook.get("destination") if isinstance(webhook, dict) else None
    if destination is not None and given is not None and given != destination:
        raise ForeignDestination


def _told(webhook: object) -> list[Told]:
    events = webhook.get("events") if isinstance(webhook, dict) else None
    if not isinstance(events, list):
        raise envelope.NotJson
    return [envelope.told_by(event) for event in events]
