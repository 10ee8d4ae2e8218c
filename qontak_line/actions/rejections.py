"""Counts webhooks with a wrong signature, per channel and hour: a rotated secret shows up here.

Counted in memory, so that a flood of forgeries writes nothing; what a crash loses is a number of the last seconds.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime
from typing import cast

from flask import current_app

from qontak_line.actions.upsert import insert
from qontak_line.db import now, transaction
from qontak_line.jobs import every
from qontak_line.models import RejectedSignature


class Rejections:
    """What is not written yet. Only existing channels are counted, so it can not grow without end."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, datetime]] = Counter()
        self._lock = threading.Lock()

    def add(self, channel_id: int, hour: datetime, count: int = 1) -> None:
        with self._lock:
            self._counts[channel_id, hour] += count

    def take(self) -> Counter[tuple[int, datetime]]:
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken


def count(channel_id: int) -> None:
    """One more webhook of this channel was refused."""
    _rejections().add(channel_id, now().replace(minute=0, second=0, microsecond=0))


@every(3, everywhere=True)
def flush() -> None:
    """Write what was counted; put it back when the database is away."""
    taken = _rejections().take()
    if not taken:
        return
    try:
        _write(taken)
    except Exception:
        for (channel_id, hour), number in taken.items():
            _rejections().add(channel_id, hour, number)
        raise


def _write(counts: Counter[tuple[int, datetime]]) -> None:
    with transaction() as session:
        for (channel_id, hour), number in sorted(counts.items()):
            row = insert(session, RejectedSignature).values(channel_id=channel_id, hour=hour, count=number)
            session.execute(
                row.on_conflict_do_update(
                    index_elements=["channel_id", "hour"],
                    set_={"count": RejectedSignature.count + row.excluded.count},
                )
            )


def _rejections() -> Rejections:
    return cast(Rejections, current_app.extensions.setdefault("rejections", Rejections()))
