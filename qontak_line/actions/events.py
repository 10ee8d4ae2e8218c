"""Stored webhook events: try a quarantined one again, and let old bytes go."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from qontak_line.actions import envelope
from qontak_line.actions.ingest.work import work
from qontak_line.db import db, now, on_commit, transaction
from qontak_line.jobs import every
from qontak_line.models import EventState, RejectedSignature, ReplyToken, WebhookEvent

KEPT_FOR = timedelta(days=30)
_TOKENS_KEPT_FOR = timedelta(days=1)
_AT_ONCE = 500
_DAY_S = 24 * 60 * 60


class CannotReplay(Exception):
    """There is no such event in quarantine, its bytes are gone, or it never was one."""


def replay(event_id: int) -> None:
    """Within a transaction: a quarantined event is worked on again, as if it had just come. Raises `CannotReplay`."""
    row = db.session.get(WebhookEvent, event_id, populate_existing=True)
    if row is None or row.state is not EventState.QUARANTINED:
        raise CannotReplay("not in quarantine")
    if row.body is None or row.event_id.startswith(envelope.NO_WEBHOOK):
        raise CannotReplay("nothing to replay")
    row.state, row.attempts, row.error, row.finished_at = EventState.RECEIVED, 0, None, None
    row.next_attempt_at = row.leased_until = None
    on_commit(work.nudge)


@every(_DAY_S, alone=True)
def forget_old() -> None:
    """Empty the bytes of old events, whose ids stay for ever; drop reply tokens and counts that nobody will ask for.

    A few rows at a time: webhooks want to write meanwhile.
    """
    while _empty_some():
        pass
    while _drop_some_tokens():
        pass
    with transaction() as session:
        session.execute(delete(RejectedSignature).where(RejectedSignature.hour < now() - KEPT_FOR))


def _empty_some() -> bool:
    """Whether there may be more. An event that still waits to be worked on keeps its bytes."""
    old = (
        select(WebhookEvent.id)
        .where(
            WebhookEvent.received_at < now() - KEPT_FOR,
            WebhookEvent.body.is_not(None),
            WebhookEvent.state != EventState.RECEIVED,
        )
        .limit(_AT_ONCE)
    )
    with transaction() as session:
        ids = session.scalars(old).all()
        session.execute(
            update(WebhookEvent)
            .where(WebhookEvent.id.in_(ids))
            .values(body=None)
            .execution_options(synchronize_session=False)
        )
    return len(ids) == _AT_ONCE


def _drop_some_tokens() -> bool:
    """Whether there may be more."""
    old = select(ReplyToken.id).where(ReplyToken.received_at < now() - _TOKENS_KEPT_FOR).limit(_AT_ONCE)
    with transaction() as session:
        ids = session.scalars(old).all()
        session.execute(delete(ReplyToken).where(ReplyToken.id.in_(ids)))
    return len(ids) == _AT_ONCE
