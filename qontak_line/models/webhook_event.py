"""Webhook event: what LINE told us, word for word, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
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
        Index("ix_webhook_event_message", "channel_id", "message_id"),
        Index(
            "ix_webhook_event_leased",
            "leased_until",
            sqlite_where=text("leased_until IS NOT NULL"),
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
        Index(
            "ix_webhook_event_kept",
            "received_at",
            sqlite_where=text("body IS NOT NULL"),
            postgresql_where=text("body IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    event_id: Mapped[str] = mapped_column(String(80))
    """LINE's webhookEventId; without one, a hash of the event's bytes."""
    chat_key: Mapped[str] = mapped_column(String(80), default="")
    """The user, group or room that it came from: events of one chat are worked on in order."""
    timestamp_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """LINE's time of the event, in milliseconds since 1970."""
    message_id: Mapped[str | None] = mapped_column(String(64))
    """LINE's id of the message whose words stand in `body`, so that they can be found when it is taken back."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The event as JSON in ASCII bytes; emptied when the customer takes the message back, and after 30 days."""
    state: Mapped[EventState] = mapped_column(words(EventState), default=EventState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    """While a worker is at it; counted in `attempts` before the work, so an event that kills workers is found out."""
    error: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
