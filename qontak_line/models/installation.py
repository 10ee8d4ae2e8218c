"""Installation: one submitted Add form; its `form_id` is used once and replays its own outcome."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base, now, words


class InstallationState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class Installation(Base):
    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    form_id: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[InstallationState] = mapped_column(words(InstallationState))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the page tells: never a secret or a token."""
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
