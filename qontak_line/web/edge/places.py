"""How many posts are under way at the same time: in all, and of one sender, so that none keeps out the others."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Full(Exception):
    """No place left. Nobody waits for one: whoever finds none may come again."""


class Places:
    """Counts who is inside."""

    def __init__(self, in_all: int, per_sender: int) -> None:
        self._in_all, self._per_sender = in_all, per_sender
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def enter(self, sender: str) -> Iterator[None]:
        """Raises `Full`."""
        with self._lock:
            if self._inside.total() >= self._in_all or self._inside[sender] >= self._per_sender:
                raise Full
            self._inside[sender] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[sender] -= 1
                if not self._inside[sender]:
                    del self._inside[sender]
