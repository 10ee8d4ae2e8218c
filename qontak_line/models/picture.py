"""Picture: a profile or account picture that we fetched from LINE once and serve ourselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base, now


class Picture(Base):
    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("organization_id", "source_url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    source_url: Mapped[str] = mapped_column(Text)
    store_key: Mapped[str] = mapped_column(String(100))
    """Where its re-encoded bytes lie below `MEDIA_URL`."""
    media_type: Mapped[str] = mapped_column(String(50))
    fetched_at: Mapped[datetime] = mapped_column(default=now)
