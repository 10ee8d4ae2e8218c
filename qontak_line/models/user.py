"""User: one of the staff, with a role; never a customer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qontak_line.db import Base, now, words
from qontak_line.models.organization import Organization


class Role(StrEnum):
    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class User(Base):
    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    username: Mapped[str] = mapped_column(String(64))
    username_key: Mapped[str] = mapped_column(String(64), unique=True)
    """The username as it is compared: unique in the whole installation, whatever its case."""
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[Role] = mapped_column(words(Role))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[Theme] = mapped_column(words(Theme), default=Theme.SYSTEM)
    created_at: Mapped[datetime] = mapped_column(default=now)
    deactivated_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None


def username_key(username: str) -> str:
    """How two usernames are compared: trimmed and without regard to case."""
    return username.strip().casefold()
