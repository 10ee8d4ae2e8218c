"""Runs timers: the quick ones on one thread, the leisurely ones on another, so that nothing long delays a sweep."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from qontak_line.jobs.tasks import Timer

LEISURELY_S = 60.0


class Clock:
    """`ring` is called with each timer when its time comes, and at the start."""

    def __init__(self, timers: Sequence[Timer], ring: Callable[[Timer], None]) -> None:
        quick = [timer for timer in timers if timer.seconds < LEISURELY_S]
        leisurely = [timer for timer in timers if timer.seconds >= LEISURELY_S]
        self._ring = ring
        self._stop = threading.Event()
        self.threads = [
            threading.Thread(target=self._tick, args=(some,), name=name, daemon=True)
            for name, some in (("timers", quick), ("leisurely timers", leisurely))
            if some
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def _tick(self, timers: Sequence[Timer]) -> None:
        due = {timer.name: time.monotonic() for timer in timers}
        while not self._stop.wait(0.25):
            for timer in timers:
                if due[timer.name] <= time.monotonic() and not self._stop.is_set():
                    self._ring(timer)
                    due[timer.name] = time.monotonic() + timer.seconds
