"""Contact: a customer, group or room on one channel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.channel import Channel
from qontak_line.models.pointing import pointing


class ContactKind(StrEnum):
    USER = "user"
    GROUP = "group"
    ROOM = "room"


class Contact(Base):
    """A user, group or room; people who spoke in a group only are contacts without a conversation."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        pointing("ix_contact_picture", "picture_id"),
        pointing("ix_contact_met_in", "met_in_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    kind: Mapped[ContactKind] = mapped_column(words(ContactKind))
    external_id: Mapped[str] = mapped_column(String(64), index=True)
    """LINE's userId, groupId or roomId."""
    name: Mapped[str] = mapped_column(String(200), default="")
    """As LINE knows them; empty while unknown."""
    picture_url: Mapped[str | None] = mapped_column(Text)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"))
    status_message: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(20))
    met_in_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    """The group or room where this user spoke last: LINE tells a member's name only through it."""
    profile_fetched_at: Mapped[datetime | None]
    profile_next_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to ask LINE for name and picture; empty when there is nothing to ask."""
    profile_failures: Mapped[int] = mapped_column(default=0)
    followed_at: Mapped[datetime | None]
    is_blocked: Mapped[bool] = mapped_column(default=False)
    """The customer blocked the account, or the account left the group: nothing reaches them."""
    reach_changed_at: Mapped[datetime | None]
    """LINE's time of the follow, unfollow, join or leave that `is_blocked` tells of; an older one changes nothing."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    channel: Mapped[Channel] = relationship()
