"""What a channel's health tells of its events: when LINE was last heard of, and whether it ever came again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from qontak_line.actions.ingest.told import Told
from qontak_line.db import db, transaction
from qontak_line.models import Channel

_ROUGHLY = timedelta(seconds=5)
"""It need not be known better; so a burst does not write the channel's row again and again."""

_BEFORE = select(Channel.id, Channel.last_event_at, Channel.redelivery_seen_at).where(
    Channel.id.in_(bindparam("ids", expanding=True))
)

_Note = tuple[int, InstrumentedAttribute[datetime | None]]


def note_heard(batch: Sequence[Told]) -> None:
    """In a transaction of its own, before the events': a lock on a channel's row is held for a moment only."""
    newest = _newest(batch)
    ids = {channel_id for channel_id, _ in newest}
    before = {row.id: row for row in db.session.connection().execute(_BEFORE, {"ids": list(ids)})}
    old = {
        (channel_id, column): at
        for (channel_id, column), at in newest.items()
        if channel_id in before and _is_old(getattr(before[channel_id], column.key), at)
    }
    if old:
        _note(old)


def _newest(batch: Sequence[Told]) -> dict[_Note, datetime]:
    found: dict[_Note, datetime] = {}
    for claim, _, event in batch:
        if event is not None:
            columns = (Channel.last_event_at, Channel.redelivery_seen_at)[: 1 + event.is_redelivery]
            for column in columns:
                note = (claim.channel_id, column)
                found[note] = max(found.get(note, claim.received_at), claim.received_at)
    return found


def _is_old(before: datetime | None, at: datetime) -> bool:
    return before is None or before < at - _ROUGHLY


def _note(newest: dict[_Note, datetime]) -> None:
    with transaction() as session:
        for (channel_id, column), at in sorted(newest.items(), key=lambda item: (item[0][0], item[0][1].key)):
            session.execute(
                update(Channel)
                .where(Channel.id == channel_id, or_(column.is_(None), column < at - _ROUGHLY))
                .values({column: at})
                .execution_options(synchronize_session=False)
            )
