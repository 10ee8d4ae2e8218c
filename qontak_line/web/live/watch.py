"""Which of the open streams' sessions are still alive: asked of the database once for all of them, every few seconds.

A session can end in another process (the command line, another machine), so being told is not enough.
"""

from __future__ import annotations

import threading
import time
from collections import Counter

from sqlalchemy import select

from qontak_line.db import db, now
from qontak_line.models import User, UserSession

EVERY_S = 3.0


class Watch:
    """Counts the streams of each session, and remembers the newest answer about them."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()
        self._dead: set[int] = set()
        self._asked_at = 0.0
        self._lock = threading.Lock()

    def enter(self, session_id: int) -> None:
        with self._lock:
            self._open[session_id] += 1

    def leave(self, session_id: int) -> None:
        with self._lock:
            self._open[session_id] -= 1
            if self._open[session_id] <= 0:
                del self._open[session_id]
                self._dead.discard(session_id)

    def count(self, session_id: int | None = None) -> int:
        with self._lock:
            return self._open[session_id] if session_id is not None else sum(self._open.values())

    def is_alive(self, session_id: int, *, ask_now: bool = False) -> bool:
        """Whether the session may go on; asks the database when its last answer is too old. Needs an app context."""
        with self._lock:
            due = ask_now or time.monotonic() - self._asked_at > EVERY_S
            if due:
                self._asked_at = time.monotonic()
                ids = list(self._open)
        if due:
            alive = _alive(ids)
            with self._lock:
                self._dead = {one for one in ids if one not in alive}
        return session_id not in self._dead


def _alive(ids: list[int]) -> set[int]:
    try:
        found = db.session.scalars(
            select(UserSession.id)
            .join(User, User.id == UserSession.user_id)
            .where(UserSession.id.in_(ids), UserSession.expires_at > now(), User.deactivated_at.is_(None))
        )
        return set(found)
    finally:
        db.session.remove()  # a stream lives long; it must not keep a connection
