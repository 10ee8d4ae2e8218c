"""Delivery: one request to LINE that carries one to five messages."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.message import Message
from qontak_line.models.pointing import pointing
from qontak_line.models.user import User

KEY_LIFETIME = timedelta(hours=20)
"""LINE keeps a retry key for 24 h from the first attempt; we stop earlier, since clocks differ."""


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Reason(StrEnum):
    """Why a delivery waits, failed or is uncertain; sentences are made when it is shown."""

    RATE_LIMIT = "rate_limit"
    MONTHLY_LIMIT = "monthly_limit"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a word, not a secret
    UNREACHABLE = "unreachable"
    LINE_ERROR = "line_error"
    REFUSED = "refused"
    DISCONNECTED = "disconnected"
    BLOCKED = "blocked"
    NO_ANSWER = "no_answer"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"


class Delivery(Base):
    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("user_id", "client_id"),
        Index("ix_delivery_due", "state", "channel_id", "next_attempt_at"),
        Index("ix_delivery_order", "conversation_id", "state", "id"),
        pointing("ix_delivery_reply_token", "reply_token_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    client_id: Mapped[str] = mapped_column(String(36))
    """Made with the form: the same one again is the same answer."""
    body_hash: Mapped[str] = mapped_column(String(64))
    """What that form carried; the same `client_id` with another body is refused."""
    retry_key: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()), unique=True)
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState), default=DeliveryState.QUEUED)
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    line_message: Mapped[str | None] = mapped_column(Text)
    """LINE's own words about a refusal."""
    line_request_id: Mapped[str | None] = mapped_column(String(100))
    method: Mapped[str | None] = mapped_column(String(10))
    """`reply` or `push`, fixed before the first request leaves; a delivery that began as a push stays one."""
    reply_token_id: Mapped[int | None] = mapped_column(ForeignKey("reply_token.id", ondelete="SET NULL"))
    request_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The bytes of the first attempt; every later one sends the same."""
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """An earlier attempt may have arrived: nobody may then say that it surely was not sent."""
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    fence: Mapped[int] = mapped_column(default=0)
    """Counts the claims; who records an outcome names the fence of its claim, so a stalled one overwrites nothing."""
    leased_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    messages: Mapped[list[Message]] = relationship(back_populates="delivery", order_by=Message.position)
    user: Mapped[User | None] = relationship()

    def is_too_old(self, at: datetime) -> bool:
        """Its key no longer protects from sending twice. The key is as old as the row, tried or not."""
        return at - min(self.created_at, self.first_attempt_at or self.created_at) >= KEY_LIFETIME

    def can_retry(self, at: datetime) -> bool:
        """*Retry*: the same row under the same key."""
        return self.state is DeliveryState.FAILED and not self.is_too_old(at)

    def can_send_again(self, at: datetime) -> bool:
        """*Send again*: as a new message, since this one may have arrived or its key is too old."""
        return self.state is DeliveryState.UNCERTAIN or (self.state is DeliveryState.FAILED and self.is_too_old(at))
