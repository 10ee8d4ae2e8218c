"""Rejected signature: how many webhooks of a channel carried a wrong signature, by the hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base


class RejectedSignature(Base):
    __tablename__ = "rejected_signature"
    __table_args__ = (UniqueConstraint("channel_id", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    hour: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
