"""Carries small things to Redis on a thread of its own, so that nobody who hands one over ever waits.

What is handed over while the thread is busy goes with its next round trip, and the same thing twice goes once: a burst
costs a few packets.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from redis import RedisError

from qontak_line.redis_link import PAUSE_S, Away, RedisLink

MOST_WAITING = 10_000
FLUSH_S = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """`put` adds its command to a pipeline. `lost` is called when it could not be brought; without it, it is kept."""

    put: Callable[[Any], object]
    lost: Callable[[], None] | None = None


class Courier:
    """One thread, started by the first parcel."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._waiting: dict[Hashable, Parcel] = {}
        self._changed = threading.Condition()
        self._is_carrying = False
        self._thread: threading.Thread | None = None

    def send(self, key: Hashable, parcel: Parcel) -> None:
        """Bring it soon. One that waits under the same key already is the same."""
        with self._changed:
            is_full = len(self._waiting) >= MOST_WAITING
            if key in self._waiting or (is_full and parcel.lost is None):
                return
            if not is_full:
                self._waiting[key] = parcel
                self._start()
                self._changed.notify_all()
                return
        if parcel.lost is not None:
            parcel.lost()

    def flush(self, within: float = FLUSH_S) -> None:
        """Wait until everything is brought or lost, for at most `within` seconds."""
        deadline = time.monotonic() + within
        with self._changed:
            while (self._waiting or self._is_carrying) and not self._link.is_away:
                left = deadline - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(min(left, 0.1))

    def _start(self) -> None:
        """With the lock held."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="redis courier", daemon=True)
            self._thread.start()
            atexit.register(self.flush)  # a command that ends right after its last word

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                parcels, self._waiting = self._waiting, {}
                self._is_carrying = True
            left = self._carry(parcels)
            with self._changed:
                self._waiting = {**left, **self._waiting}
                self._is_carrying = False
                self._changed.notify_all()
                if left:
                    self._changed.wait(PAUSE_S)

    def _carry(self, parcels: dict[Hashable, Parcel]) -> dict[Hashable, Parcel]:
        """What is to be tried again."""
        try:
            outcomes = self._link.ask(lambda redis: _bring(redis, list(parcels.values())))
        except Away:
            outcomes = [Away()] * len(parcels)
        left: dict[Hashable, Parcel] = {}
        for (key, parcel), outcome in zip(parcels.items(), outcomes, strict=True):
            if not isinstance(outcome, Exception):
                continue
            if parcel.lost is None:
                left[key] = parcel
                continue
            if not isinstance(outcome, Away):  # such as a full memory
                log.warning("Redis refused: %s", type(outcome).__name__)
            parcel.lost()
        return left


def _bring(redis: Any, parcels: list[Parcel]) -> list[Any]:
    """What Redis said to each. Raises RedisError when it is away."""
    with redis.pipeline(transaction=False) as pipeline:
        for parcel in parcels:
            parcel.put(pipeline)
        said: list[Any] = pipeline.execute(raise_on_error=False)
    if said and all(isinstance(one, RedisError) for one in said):
        raise said[0]
    return said
