"""What those outside wrote down while it happened. The oracle believes this, the ledger and the database's rows."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """One form of an agent. `outcome`: accepted (a 303 came), refused (only refusals came), unknown."""

    agent: str
    client_id: str
    text: str
    conversation_id: int
    outcome: str = "unknown"
    posts: int = 0
    doubts: int = 0
    """Posts of which nobody heard what came of them."""


@dataclass
class Post:
    """One webhook event on its way. Times in monotonic seconds; `acked_at` when a 200 was read."""

    first_at: float | None = None
    acked_at: float | None = None


@dataclass
class Notes:
    """Shared by all threads; every writer goes through a method."""

    begun: float = field(default_factory=time.monotonic)
    posts: dict[tuple[int, str], Post] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    statuses: dict[str, Counter[str]] = field(default_factory=lambda: {"line": Counter(), "agents": Counter()})
    waits: list[float] = field(default_factory=list)
    rooms: dict[str, set[int]] = field(default_factory=dict)
    probes: int = 0
    blows: list[dict[str, Any]] = field(default_factory=list)
    aged: list[dict[str, Any]] = field(default_factory=list)
    disconnections: list[dict[str, Any]] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    failed_at: list[float] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.begun

    def begin(self, who: str) -> None:
        with self._lock:
            self.under_way[who] += 1

    def end(self, who: str, status: int | str, seconds: float | None = None) -> None:
        """A request came back with a status, or with the name of what went wrong."""
        with self._lock:
            self.under_way[who] -= 1
            self.statuses[who][str(status)] += 1
            if seconds is not None and status == 200:
                self.waits.append(seconds)
            if not isinstance(status, int):
                self.failed_at.append(self.now())

    def posted(self, key: tuple[int, str]) -> None:
        with self._lock:
            post = self.posts.setdefault(key, Post())
            if post.first_at is None:
                post.first_at = self.now()

    def acked(self, key: tuple[int, str]) -> None:
        with self._lock:
            post = self.posts[key]
            if post.acked_at is None:
                post.acked_at = self.now()

    def acked_count(self) -> int:
        with self._lock:
            return sum(post.acked_at is not None for post in self.posts.values())

    def in_flight(self) -> int:
        with self._lock:
            return sum(self.under_way.values())

    def incident(self, what: str) -> None:
        with self._lock:
            self.incidents.append(what)

    def answer(self, answer: Answer) -> None:
        with self._lock:
            self.answers.append(answer)

    def saw_rooms(self, organization: str, ids: set[int]) -> None:
        with self._lock:
            self.rooms.setdefault(organization, set()).update(ids)

    def rooms_of(self, organization: str) -> list[int]:
        with self._lock:
            return sorted(self.rooms.get(organization, ()))

    def probed(self) -> None:
        with self._lock:
            self.probes += 1
