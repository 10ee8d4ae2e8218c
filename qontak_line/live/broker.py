"""Tells the open streams of an organization where to look: short words such as `conversation:42`, never contents.

What is told may be lost (a stream catches up by itself after a gap); it is never the truth.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Protocol

MOST_WAITING = 500
"""A stream that has more to look at than this is told `everything` instead."""

EVERYTHING = "everything"


class Stream:
    """What one open stream has yet to be told; the same word twice is told once."""

    def __init__(self) -> None:
        self._looks: dict[str, None] = {}
        self._changed = threading.Condition()
        self.is_over = False
        """Whether the server is ending, and the stream with it."""

    def add(self, look: str) -> None:
        with self._changed:
            if len(self._looks) >= MOST_WAITING:
                self._looks = {EVERYTHING: None}
            else:
                self._looks[look] = None
            self._changed.notify()

    def take(self, seconds: float) -> list[str]:
        """What there is to look at; waits up to `seconds` for the first one, then gives what came, maybe nothing."""
        with self._changed:
            if not self._looks and not self.is_over:
                self._changed.wait(seconds)
            found = list(self._looks)
            self._looks = {}
            return found

    def end(self) -> None:
        with self._changed:
            self.is_over = True
            self._changed.notify()


class Broker(Protocol):
    """`publish` reaches the streams of that organization in every process; `end` ends the streams of this one.

    `flush`: what was published has left this process, as far as it can.
    """

    def publish(self, organization_id: int, look: str) -> None: ...

    def open(self, organization_id: int) -> Stream: ...

    def close(self, organization_id: int, stream: Stream) -> None: ...

    def count(self) -> int: ...

    def end(self) -> None: ...

    def flush(self) -> None: ...


class LocalBroker:
    """The broker of one process."""

    def __init__(self) -> None:
        self._streams: dict[int, set[Stream]] = defaultdict(set)
        self._lock = threading.Lock()
        self._is_over = False

    def publish(self, organization_id: int, look: str) -> None:
        with self._lock:
            streams = list(self._streams.get(organization_id, ()))
        for stream in streams:
            stream.add(look)

    def publish_to_all(self, look: str) -> None:
        """To the streams of every organization."""
        with self._lock:
            streams = [stream for some in self._streams.values() for stream in some]
        for stream in streams:
            stream.add(look)

    def open(self, organization_id: int) -> Stream:
        stream = Stream()
        with self._lock:
            self._streams[organization_id].add(stream)
            if self._is_over:
                stream.end()
        return stream

    def close(self, organization_id: int, stream: Stream) -> None:
        with self._lock:
            self._streams[organization_id].discard(stream)

    def count(self) -> int:
        with self._lock:
            return sum(map(len, self._streams.values()))

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            streams = [stream for some in self._streams.values() for stream in some]
        for stream in streams:
            stream.end()

    def flush(self) -> None:
        """Nothing to do: it never waits."""
