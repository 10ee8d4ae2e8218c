"""Channel: one connected LINE Official Account."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.organization import Organization
from qontak_line.models.user import User


class ChannelState(StrEnum):
    PENDING = "pending"
    """Proved, its row written, its webhook not yet set at LINE."""
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    """Its secret and token are erased; its conversations stay readable."""


class Health(StrEnum):
    UNKNOWN = "unknown"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Channel(Base):
    __tablename__ = "channel"
    __table_args__ = (
        # A LINE account has one webhook URL, so it can be connected once in the whole installation.
        Index(
            "uq_channel_live_bot",
            "line_bot_id",
            unique=True,
            sqlite_where=text("state != 'disconnected'"),
            postgresql_where=text("state != 'disconnected'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="line")
    state: Mapped[ChannelState] = mapped_column(words(ChannelState))
    webhook_key: Mapped[str] = mapped_column(String(64), unique=True)
    line_bot_id: Mapped[str] = mapped_column(String(64), index=True)
    """The account's userId, which LINE's webhooks name as `destination`."""
    line_channel_id: Mapped[str] = mapped_column(String(32))
    """LINE's channel ID (`client_id` of its token)."""
    name: Mapped[str] = mapped_column(String(200))
    basic_id: Mapped[str] = mapped_column(String(64), default="")
    picture_url: Mapped[str | None] = mapped_column(Text)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"))
    chat_mode: Mapped[str] = mapped_column(String(20), default="")
    secret_sealed: Mapped[str | None] = mapped_column(Text)
    secret_hint: Mapped[str] = mapped_column(String(4), default="")
    """The secret's last four characters, all that is ever shown of it."""
    token_sealed: Mapped[str | None] = mapped_column(Text)
    token_expires_at: Mapped[datetime | None]
    connected_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    connected_at: Mapped[datetime] = mapped_column(default=now)
    disconnected_at: Mapped[datetime | None]

    health: Mapped[Health] = mapped_column(words(Health), default=Health.UNKNOWN)
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What the last health check found: `[{"check": name, "outcome": ok|todo|failed|unknown, "particulars": {…}}]`."""
    checked_at: Mapped[datetime | None]
    last_event_at: Mapped[datetime | None]
    redelivery_seen_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    last_error_at: Mapped[datetime | None]
    quota_type: Mapped[str | None] = mapped_column(String(20))
    quota_value: Mapped[int | None]
    quota_used: Mapped[int | None]
    quota_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    connected_by: Mapped[User | None] = relationship()

    @property
    def is_connected(self) -> bool:
        return self.state is ChannelState.CONNECTED

    @property
    def is_disconnected(self) -> bool:
        return self.state is ChannelState.DISCONNECTED


def new_webhook_key() -> str:
    """Unguessable: 256 bits."""
    return secrets.token_urlsafe(32)
