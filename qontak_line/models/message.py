"""Message: one bubble of a conversation: incoming, outgoing, activity or note."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.contact import Contact
from qontak_line.models.pointing import pointing
from qontak_line.models.user import User

if TYPE_CHECKING:
    from qontak_line.models.delivery import Delivery


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    ACTIVITY = "activity"
    """A system line: who assigned, resolved, followed, left."""
    NOTE = "note"
    """For the team alone; never sent."""


class Kind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    EVENT = "event"
    """An activity, or something of LINE's that has no kind of its own here (postback, beacon, …)."""
    UNKNOWN = "unknown"
    """A message type that LINE invented later; its data is kept."""


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        Index("ix_message_thread", "conversation_id", "said_at", "id"),
        pointing("ix_message_sender", "sender_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    direction: Mapped[Direction] = mapped_column(words(Direction))
    kind: Mapped[Kind] = mapped_column(words(Kind))
    external_id: Mapped[str | None] = mapped_column(String(64))
    """LINE's message id; for an outgoing one once LINE accepted it."""
    text: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What LINE said beside the text (sticker ids, coordinates, …); for an activity its tag and particulars."""
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    """Who of a group or room said it; in one-to-one chats the contact itself."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    """Who of us wrote or did it."""
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    """Its place among the one to five messages of its delivery."""
    quote_token: Mapped[str | None] = mapped_column(Text)
    quoted_external_id: Mapped[str | None] = mapped_column(String(64))
    mark_as_read_token: Mapped[str | None] = mapped_column(Text)
    said_at: Mapped[datetime]
    """Incoming: LINE's time of the event. Ours: when it was written. The room's order."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    unsent_at: Mapped[datetime | None]

    sender: Mapped[Contact | None] = relationship()
    user: Mapped[User | None] = relationship()
    delivery: Mapped[Delivery | None] = relationship(back_populates="messages")

    @property
    def is_unsent(self) -> bool:
        return self.unsent_at is not None
