"""Webhook event: what LINE told us, word for word, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base, now, words


class EventState(StrEnum):
    RECEIVED = "received"
    PROCESSED = "processed"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


class WebhookEvent(Base):
    __tablename__ = "webhook_event"
    __table_args__ = (
        UniqueConstraint("channel_id", "event_id"),
        Index("ix_webhook_event_due", "state", "channel_id", "chat_key", "timestamp_ms", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    event_id: Mapped[str] = mapped_column(String(80))
    """LINE's webhookEventId; without one, a hash of the event's bytes."""
    chat_key: Mapped[str] = mapped_column(String(80), default="")
    """The user, group or room that it came from: events of one chat are worked on in order."""
    timestamp_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """LINE's time of the event, in milliseconds since 1970."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The event as JSON in ASCII bytes; emptied when the customer takes the message back, and after 30 days."""
    state: Mapped[EventState] = mapped_column(words(EventState), default=EventState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
