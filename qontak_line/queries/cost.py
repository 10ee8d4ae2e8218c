"""What the next message of a conversation costs: nothing while a reply token is fresh, else a push of the month's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from qontak_line.db import db, now
from qontak_line.models import Conversation, ReplyToken
from qontak_line.models.reply_token import FRESH_FOR, is_fresh


@dataclass(frozen=True)
class Cost:
    """`fresh_until`: until when it is free. `used` of `value` pushes this month; None where LINE has not told or there
    is no limit.
    """

    free: bool
    fresh_until: datetime | None
    used: int | None
    value: int | None


def next_cost(conversation: Conversation) -> Cost:
    newest = db.session.scalar(
        select(func.max(ReplyToken.received_at)).where(ReplyToken.conversation_id == conversation.id, is_fresh(now()))
    )
    channel = conversation.channel
    fresh_until = newest + FRESH_FOR if newest else None
    return Cost(newest is not None, fresh_until, channel.quota_used, channel.quota_value)
