"""PostgreSQL goes in the middle of the work on events: each is worked on once, and none is set aside for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from qontak_line.actions import journal
from qontak_line.actions.ingest.work import sweep
from qontak_line.away import AWAY
from qontak_line.db import db, now, transaction
from qontak_line.models import Conversation, EventState, Message, WebhookEvent
from tests.servers.proxy import COMMIT, Proxy
from tests.webhooks.line_posts import body_of, text

pytestmark = pytest.mark.postgresql

EVENTS = 8


def time_passes() -> None:
    """Whatever is leased or put off is due."""
    long_ago = now() - timedelta(hours=1)
    with transaction() as session:
        waits = update(WebhookEvent).where(WebhookEvent.state == EventState.RECEIVED)
        session.execute(waits.where(WebhookEvent.leased_until.is_not(None)).values(leased_until=long_ago))
        session.execute(waits.where(WebhookEvent.next_attempt_at.is_not(None)).values(next_attempt_at=long_ago))


def is_all_done() -> bool:
    return not db.session.scalar(select(func.count()).where(WebhookEvent.state == EventState.RECEIVED))


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_commit_that_nobody_heard_of_doubles_nothing(app: Flask, channel_id: int, proxy: Proxy, nth: int) -> None:
    journal.record(channel_id, body_of(*[text(f"number {number}") for number in range(EVENTS)]))
    proxy.cut_after(COMMIT, after=nth - 1)
    for _ in range(4):
        try:
            sweep()
            time_passes()
        except AWAY:
            continue
    db.session.rollback()
    assert proxy.cuts == 1
    assert is_all_done()
    assert db.session.scalars(select(Conversation.unread_count)).all() == [EVENTS]
    assert db.session.scalar(select(func.count(Message.id))) == EVENTS
    states = db.session.scalars(select(WebhookEvent.state).distinct()).all()
    assert states == [EventState.PROCESSED]
