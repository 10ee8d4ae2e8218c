"""The queue of many processes: a sorted set in Redis, whose members are the nudges and whose scores are their times.

A set, so that what waits is not added again, however many webhooks nudge the same; and it has a most, since what is
not nudged is found by a timer. While Redis is away, a process that has workers nudges itself.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from qontak_line.jobs.memory_queue import MemoryQueue
from qontak_line.redis_courier import Courier, Parcel
from qontak_line.redis_link import Away, RedisLink

KEY = "qontak_line:nudges"
TURN = "qontak_line:turn:"
MOST_WAITING = 10_000
WAIT_S = 1
LONGEST_TURN_S = 3600.0

_ADD = """
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
local clock = redis.call('TIME')
return redis.call('ZADD', KEYS[1], 'NX', clock[1] * 1000000 + clock[2], ARGV[2])
"""


class RedisQueue(MemoryQueue):
    """`has_workers`: whether this process empties it too, and may keep what Redis does not take."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.has_workers = False
        self._link = RedisLink(url, "queue")
        self._courier = Courier(self._link)
        self._reader = RedisLink(url, "queue's readers", patience_s=WAIT_S + 0.5)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        self._courier.send(data, Parcel(partial(_add, data), partial(self._keep, data)))

    def dequeue(self) -> bytes | None:
        with self._arrived:
            here = self._next()
        if here is not None:
            return here
        try:
            popped = self._reader.ask(lambda redis: redis.bzpopmin(KEY, timeout=WAIT_S))
        except Away:
            return super().dequeue()
        return bytes(popped[1]) if popped else None

    def queue_size(self) -> int:
        """Raises `Away`."""
        self._courier.flush()
        return super().queue_size() + int(self._link.ask(lambda redis: redis.zcard(KEY)))

    def flush_queue(self) -> None:
        super().flush_queue()
        self._link.ask(lambda redis: redis.delete(KEY))

    def takes_turn(self, name: str, seconds: float) -> bool:
        """Whether it is this process that acts in the next `seconds`. Without Redis everybody does."""
        life_ms = int(min(seconds * 0.9, LONGEST_TURN_S) * 1000)
        try:
            return bool(self._link.ask(lambda redis: redis.set(TURN + name, b"taken", nx=True, px=life_ms)))
        except Away:
            return True

    def hand_over(self) -> None:
        """See to it that what was nudged last has left this process, as long as Redis takes it."""
        self._courier.flush()

    def _keep(self, data: bytes) -> None:
        if self.has_workers and super().queue_size() < MOST_WAITING:
            super().enqueue(data)


def _add(data: bytes, pipeline: Any) -> None:
    pipeline.eval(_ADD, 1, KEY, MOST_WAITING, data)
