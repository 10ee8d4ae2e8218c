"""Sending pause: what holds all sending of one channel, and when the next probe may go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qontak_line.db import Base, words
from qontak_line.models.delivery import Reason


class SendingPause(Base):
    """A row exists while something is wrong; `probe_at` is None while it is only counted and sending goes on."""

    __tablename__ = "sending_pause"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    """Requests in a row that did not reach LINE or got no answer."""
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    probe_at: Mapped[datetime | None]
    """One request may go from here on; whoever sends it moves this on first."""

    @property
    def is_on(self) -> bool:
        return self.probe_at is not None
