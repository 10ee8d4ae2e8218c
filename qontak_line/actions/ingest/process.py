"""Process one claimed event: all its rows and its own new state in one transaction, or none of them."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from qontak_line.actions.ingest import adapters, claims
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.db import now, transaction
from qontak_line.line.events import Event
from qontak_line.line.webhook import parse_event
from qontak_line.models import Channel, EventState, WebhookEvent

_ROUGHLY = timedelta(seconds=5)
"""A channel's last event need not be known better; so a burst does not write its row again and again."""


def process(event_id: int, attempt: int) -> None:
    """Does nothing when the claim was lost. Raises `MalformedEvent`, and whatever goes wrong."""
    with transaction() as session:
        if not claims.update_claimed(event_id, attempt, leased_until=None, next_attempt_at=None, error=None):
            return
        row = session.get_one(WebhookEvent, event_id, populate_existing=True)
        row.state = _apply(session, row)
        row.finished_at = now()


def _apply(session: Session, row: WebhookEvent) -> EventState:
    if row.body is None:
        return EventState.SKIPPED
    raw = json.loads(row.body)
    event = parse_event(raw)
    channel = session.get_one(Channel, row.channel_id)
    state = adapters.apply(Arrival(session, channel.organization_id, channel.id, row, raw), event)
    _note(session, row, event)
    return state


def _note(session: Session, row: WebhookEvent, event: Event) -> None:
    """What the channel's health tells: when LINE was last heard of, and whether it ever came again."""
    noted = [(Channel.last_event_at, _ROUGHLY)]
    if event.is_redelivery:
        noted.append((Channel.redelivery_seen_at, _ROUGHLY))
    for column, roughly in noted:
        session.execute(
            update(Channel)
            .where(Channel.id == row.channel_id, or_(column.is_(None), column < row.received_at - roughly))
            .values({column: row.received_at})
            .execution_options(synchronize_session=False)
        )
