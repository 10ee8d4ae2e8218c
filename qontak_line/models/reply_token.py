"""Reply token: a customer's event lets us answer once for free, within a minute of its webhook.

Source: LINE's Messaging API reference, "Send reply message".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base

FRESH_FOR = timedelta(seconds=50)
"""LINE allows a minute from receiving the webhook and asks not to build on its last seconds."""


class ReplyToken(Base):
    __tablename__ = "reply_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    """When our webhook took it in, by our clock."""
    used_at: Mapped[datetime | None]


def is_fresh(at: datetime) -> ColumnElement[bool]:
    """The condition for those that may still be used."""
    return and_(ReplyToken.used_at.is_(None), ReplyToken.received_at > at - FRESH_FOR)
