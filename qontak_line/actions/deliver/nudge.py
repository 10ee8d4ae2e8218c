"""Which conversations have something due, and a nudge for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from qontak_line.actions.deliver.due import UNFINISHED, is_due
from qontak_line.db import db, now, on_commit
from qontak_line.models import Delivery, Reason, ReplyToken, SendingPause
from qontak_line.models.reply_token import is_fresh

AT_ONCE = 500


def due_conversations(at: datetime) -> Sequence[int]:
    """Conversations whose oldest unfinished delivery is due, oldest first.

    All of channels that send freely, one of each paused channel whose probe is due, and, while only the month is used
    up, those where a reply is free.
    """
    free = SendingPause.probe_at.is_(None)
    answerable = (
        select(ReplyToken.id).where(ReplyToken.conversation_id == Delivery.conversation_id, is_fresh(at)).exists()
    )
    by_reply = and_(SendingPause.reason == Reason.MONTHLY_LIMIT, Delivery.method.is_(None), answerable)
    found = list(db.session.scalars(_heads(at).where(or_(free, by_reply)).limit(AT_ONCE)))
    for channel_id in db.session.scalars(select(SendingPause.channel_id).where(SendingPause.probe_at <= at)).all():
        found += db.session.scalars(_heads(at).where(Delivery.channel_id == channel_id).limit(1)).all()
    return found


def nudge_channel(channel_id: int) -> None:
    """After the commit, nudge whatever of the channel is due; the sweep finds what is beyond `AT_ONCE`."""
    from qontak_line.actions.deliver.task import deliver  # the task leads back here

    def nudge() -> None:
        for conversation_id in db.session.scalars(
            _heads(now()).where(Delivery.channel_id == channel_id).limit(AT_ONCE)
        ).all():
            deliver.nudge(conversation_id)

    on_commit(nudge)


def _heads(at: datetime) -> Select[int]:
    earlier = aliased(Delivery)
    is_behind = (
        select(earlier.id)
        .where(
            earlier.conversation_id == Delivery.conversation_id,
            earlier.state.in_(UNFINISHED),
            earlier.id < Delivery.id,
        )
        .exists()
    )
    return (
        select(Delivery.conversation_id)
        .outerjoin(SendingPause, SendingPause.channel_id == Delivery.channel_id)
        .where(is_due(at), ~is_behind)
        .order_by(Delivery.id)
    )
