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


def _partial(name: str, where: str, *columns: str) -> Index:
    """An index of those rows alone that fulfil `where`."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


_NEWEST = ("state", "last_message_at", "id")
"""A tab in the list's order: what pages and counts read is the beginning of one range of an index."""
_NARROWING = ("assignee_id", "channel_id")


class Conversation(Base):
    __tablename__ = "conversation"
    __table_args__ = (
        # What the list asks for, each as one range (queries/filters). A row is in two to four of them: unassigned or
        # assigned, the latter also by assignee; by channel; and while it is unread. What stands behind the order lets
        # the other filters be tried, and counts be made, without reading rows.
        _partial("ix_conversation_unassigned", "assignee_id IS NULL", "organization_id", *_NEWEST, "assignee_id"),
        _partial("ix_conversation_assigned", "assignee_id IS NOT NULL", "organization_id", *_NEWEST, "assignee_id"),
        _partial("ix_conversation_of_assignee", "assignee_id IS NOT NULL", "organization_id", "assignee_id", *_NEWEST),
        _partial(
            "ix_conversation_unread", "unread_count > 0", "organization_id", *_NEWEST, *_NARROWING, "unread_count"
        ),
        Index("ix_conversation_of_channel", "channel_id", "organization_id", *_NEWEST, "assignee_id"),
        _partial("ix_conversation_snoozed", "snoozed_until IS NOT NULL", "snoozed_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
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
