"""Conversation: all that was said between one contact and one channel, for ever."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.channel import Channel
from qontak_line.models.contact import Contact
from qontak_line.models.user import User


class ConversationState(StrEnum):
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Conversation(Base):
    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_list", "organization_id", "state", "last_message_at", "id"),
        Index(
            "ix_conversation_snoozed",
            "snoozed_until",
            sqlite_where=text("snoozed_until IS NOT NULL"),
            postgresql_where=text("snoozed_until IS NOT NULL"),
        ),
        Index("ix_conversation_assignee", "organization_id", "assignee_id", "state", "last_message_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    state: Mapped[ConversationState] = mapped_column(words(ConversationState), default=ConversationState.OPEN)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    snoozed_until: Mapped[datetime | None]
    last_message_at: Mapped[datetime] = mapped_column(default=now)
    """When the newest message that counts (incoming or outgoing) was said; the list's order."""
    last_message_id: Mapped[int | None]
    """That message, for the list's preview; no foreign key, since the two tables name each other."""
    unread_count: Mapped[int] = mapped_column(default=0)
    is_standby: Mapped[bool] = mapped_column(default=False)
    """LINE gave the newest event in `standby` mode: another module has control of the chat, and we must not send."""
    newest_event_at: Mapped[datetime | None]
    """LINE's time of the newest event of this chat, of whatever kind: `is_standby` is that event's."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    channel: Mapped[Channel] = relationship()
    contact: Mapped[Contact] = relationship()
    assignee: Mapped[User | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state is ConversationState.OPEN

    @property
    def is_resolved(self) -> bool:
        return self.state is ConversationState.RESOLVED

    def is_visible_to(self, user: User) -> bool:
        """An Agent sees their own and the unassigned ones, everybody else of the organization all."""
        if user.organization_id != self.organization_id:
            return False
        return user.role != "agent" or self.assignee_id in (None, user.id)
