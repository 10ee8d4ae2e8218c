"""Reply tokens of a conversation: the oldest fresh one first, so that the next answer is free as well."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from qontak_line.db import db
from qontak_line.models import ReplyToken
from qontak_line.models.reply_token import is_fresh


def fresh_token(conversation_id: int, at: datetime) -> ReplyToken | None:
    return db.session.scalar(
        select(ReplyToken)
        .where(ReplyToken.conversation_id == conversation_id, is_fresh(at))
        .order_by(ReplyToken.received_at, ReplyToken.id)
        .limit(1)
    )


def consume(token: ReplyToken, at: datetime) -> bool:
    """Mark it used, in the commit that comes before the request; whether it was still unused."""
    consumed = db.session.execute(
        update(ReplyToken)
        .where(ReplyToken.id == token.id, ReplyToken.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
        .returning(ReplyToken.id)
    ).first()
    return consumed is not None


def give_back(token_id: int) -> None:
    """LINE surely did not see it."""
    db.session.execute(
        update(ReplyToken)
        .where(ReplyToken.id == token_id)
        .values(used_at=None)
        .execution_options(synchronize_session=False)
    )
