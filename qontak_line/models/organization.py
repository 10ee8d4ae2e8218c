"""Organization: owns everything; nothing of one is visible to another."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base, now

DEFAULT_TIMEZONE = "Asia/Jakarta"


class Organization(Base):
    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    timezone: Mapped[str] = mapped_column(String(64), default=DEFAULT_TIMEZONE)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def zone(self) -> ZoneInfo:
        """Every time that people see is shown in this zone."""
        return ZoneInfo(self.timezone)
