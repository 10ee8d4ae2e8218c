"""Which of the open streams' sessions are still alive: asked of the database once for all of them, every few seconds.

A session can end in another process (the command line, another machine), so being told is not enough.
"""

from __future__ import annotations

import threading
import time
from collections import Counter

from flask import Flask
from sqlalchemy import select

from qontak_line.db import db, now
from qontak_line.models import User, UserSession

EVERY_S = 3.0

MOST = 400
"""Well below the server's threads: each stream holds one."""
MOST_PER_SESSION = 12
MOST_PER_USER = 24
"""Of all their browsers: one insider must not take everybody's."""


class Watch:
    """Counts the streams of each session and user, and remembers the newest answer about them."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()
        self._users: Counter[int] = Counter()
        self._dead: set[int] = set()
        self._asked_at = 0.0
        self._lock = threading.Lock()

    def enter(self, session_id: int, user_id: int) -> bool:
        """Count one more stream; False when there are too many already, in all or of this session or user."""
        with self._lock:
            if (
                self._open.total() >= MOST
                or self._open[session_id] >= MOST_PER_SESSION
                or self._users[user_id] >= MOST_PER_USER
            ):
                return False
            self._open[session_id] += 1
            self._users[user_id] += 1
            return True

    def leave(self, session_id: int, user_id: int) -> None:
        with self._lock:
            self._users[user_id] -= 1
            if not self._users[user_id]:
                del self._users[user_id]
            self._open[session_id] -= 1
            if not self._open[session_id]:
                del self._open[session_id]
                self._dead.discard(session_id)

    def count(self) -> int:
        with self._lock:
            return self._open.total()

    def is_alive(self, session_id: int, app: Flask, *, ask_now: bool = False) -> bool:
        """Whether the session may go on; asks the database when its last answer is too old."""
        with self._lock:
            due = ask_now or time.monotonic() - self._asked_at > EVERY_S
            if due:
                self._asked_at = time.monotonic()
                ids = list(self._open)
        if due:
            with app.app_context():
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
