"""The queue of one process. What waits in it already is not added again: the nudge that waits will do."""

from __future__ import annotations

import threading

from huey.storage import MemoryStorage

WAIT_S = 0.5


class MemoryQueue(MemoryStorage):  # type: ignore[misc]
    """A queue in memory whose readers sleep until something comes, instead of asking again and again."""

    blocking = True

    def __init__(self, name: str = "qontak_line") -> None:
        super().__init__(name)
        self._nudges: dict[bytes, None] = {}
        self._arrived = threading.Condition()

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        with self._arrived:
            self._nudges.setdefault(data)
            self._arrived.notify()

    def dequeue(self) -> bytes | None:
        with self._arrived:
            if not self._nudges:
                self._arrived.wait(WAIT_S)
            return self._next()

    def queue_size(self) -> int:
        return len(self._nudges)

    def flush_queue(self) -> None:
        with self._arrived:
            self._nudges.clear()

    def _next(self) -> bytes | None:
        """With the lock held."""
        first = next(iter(self._nudges), None)
        if first is not None:
            del self._nudges[first]
        return first
