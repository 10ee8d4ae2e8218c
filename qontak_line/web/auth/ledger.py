"""Counts what happened within a sliding window, and can give a count back: in memory, or in Redis for many machines.

Written by hand since no strategy of `limits` gives an entry of a sliding window back, and its memory storage loses
counts when a key's first hits come in parallel.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from qontak_line.redis_link import Away, RedisLink

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """One count, to be given back."""

    key: str
    mark: str


class Full(Exception):
    """No room under this key for `wait` more seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"full for {wait:.1f} s")
        self.wait = wait


class Ledger(Protocol):
    def take(self, key: str, most: int, window: float) -> Entry:
        """Count one, at most `most` within any `window` seconds. Raises `Full`."""
        ...

    def give_back(self, entry: Entry) -> None: ...


class MemoryLedger:
    """The ledger of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, dict[str, float]] = {}
        self._ends: dict[str, float] = {}
        self._sweep_at = 0.0

    def take(self, key: str, most: int, window: float) -> Entry:
        now = self._clock()
        with self._lock:
            self._sweep(now)
            times = self._times.setdefault(key, {})
            for mark in [mark for mark, at in times.items() if at <= now - window]:
                del times[mark]
            if len(times) >= most:
                raise Full(min(times.values()) + window - now)
            entry = Entry(key, secrets.token_hex(8))
            times[entry.mark] = now
            self._ends[key] = now + window
            return entry

    def give_back(self, entry: Entry) -> None:
        with self._lock:
            self._times.get(entry.key, {}).pop(entry.mark, None)

    def _sweep(self, now: float) -> None:
        """Once a minute forget the keys whose last window is over."""
        if now < self._sweep_at:
            return
        self._sweep_at = now + 60
        for key in [key for key in self._times if self._ends.get(key, 0.0) <= now]:
            self._times.pop(key, None)
            self._ends.pop(key, None)


_TAKE = """
local clock = redis.call('TIME')
local now, window = clock[1] + clock[2] / 1000000, tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then
    return tostring(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + window - now)
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(window * 1000))
return ''
"""


class RedisLedger:
    """Shared by all machines. While Redis is away each process counts for itself; the limits never fall open."""

    def __init__(self, url: str) -> None:
        self._link = RedisLink(url, "login limits", decode_responses=True)
        self._take: Any = self._link.redis.register_script(_TAKE)
        self._local = MemoryLedger()

    def take(self, key: str, most: int, window: float) -> Entry:
        entry = Entry(f"qontak_line:tries:{key}", secrets.token_hex(8))
        try:
            wait = self._link.ask(lambda _: self._take(keys=[entry.key], args=[most, window, entry.mark]))
        except Away:
            return self._local.take(key, most, window)
        if wait:
            raise Full(float(wait))
        return entry

    def give_back(self, entry: Entry) -> None:
        self._local.give_back(entry)
        if not entry.key.startswith("qontak_line:"):
            return
        try:
            self._link.ask(lambda redis: redis.zrem(entry.key, entry.mark))
        except Away as problem:
            log.warning("a count was not given back: %s", problem)
