"""The queue of one app, its workers and its timers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qontak_line.jobs.clock import Clock
from qontak_line.jobs.memory_queue import MemoryQueue
from qontak_line.jobs.nudges import Nudges, ThreadConsumer
from qontak_line.jobs.redis_queue import RedisQueue
from qontak_line.jobs.tasks import Act, Timer, tasks, timers

log = logging.getLogger(__name__)


class Jobs:
    """Nothing runs until `start()` was called."""

    def __init__(self, app: Flask, redis_url: str | None) -> None:
        self.app = app
        self._shared = RedisQueue(redis_url) if redis_url else None
        self.huey = Nudges(self._shared or MemoryQueue(), self._perform)
        self._consumer: ThreadConsumer | None = None
        self._clock: Clock | None = None
        self.at_stop: list[Callable[[float], None]] = []
        """Called with the seconds that are left: for those who have threads of their own."""
        app.extensions["jobs"] = self

    def start(self, threads: int) -> None:
        """Start `threads` workers and the timers, in this process; with 0, only what every process needs."""
        if threads:
            if self._shared is not None:
                self._shared.has_workers = True
            self._consumer = ThreadConsumer(self.huey, threads)
            self._consumer.start()
        self._clock = Clock([timer for timer in timers if threads or timer.everywhere], self._ring)
        self._clock.start()

    def stop(self, within: float = 5.0) -> None:
        """Let running tasks end, for at most `within` seconds; what is left is found again by its timer."""
        deadline = time.monotonic() + within
        if self._clock is not None:
            self._clock.stop()
        if self._consumer is not None:
            self._consumer.stop_flag.set()
        for thread in self._threads():
            thread.join(max(0.0, deadline - time.monotonic()))
        for end in self.at_stop:
            end(max(0.0, deadline - time.monotonic()))
        self._consumer = self._clock = None
        if self._shared is not None:
            self._shared.has_workers = False
            self._shared.hand_over()

    @property
    def is_running(self) -> bool:
        """Whether this process has workers; elsewhere a task runs where it is called."""
        return self._consumer is not None

    @property
    def is_whole(self) -> bool:
        """Whether every thread that was started lives."""
        return all(thread.is_alive() for thread in self._threads())

    def run_task(self, name: str, args: tuple[Any, ...]) -> None:
        self.huey.nudge(name, args)

    def run_waiting(self) -> int:
        """Run what waits in the queue, here and now, and tell how many tasks that was. For tests and the CLI."""
        done = 0
        while self.waiting():
            waiting = self.huey.dequeue()
            if waiting is not None:
                self.huey.execute(waiting)
                done += 1
        return done

    def run_timers(self) -> None:
        """Run every timer's verb once, here and now."""
        for timer in timers:
            self._act(timer.name, timer.act, ())

    def waiting(self) -> int:
        """How many nudges wait. Raises `Away` when Redis does not tell."""
        return int(self.huey.storage.queue_size())

    def _threads(self) -> list[threading.Thread]:
        workers = [thread for _, thread in self._consumer.worker_threads] if self._consumer else []
        return workers + (self._clock.threads if self._clock else [])

    def _ring(self, timer: Timer) -> None:
        if timer.alone and self._shared is not None and not self._shared.takes_turn(timer.name, timer.seconds):
            return
        self._act(timer.name, timer.act, ())

    def _perform(self, name: str, args: tuple[Any, ...]) -> None:
        act = tasks.get(name)
        if act is None:
            log.error("unknown task %s", name)
        else:
            self._act(name, act, args)

    def _act(self, name: str, act: Act, args: tuple[Any, ...]) -> None:
        with self.app.app_context():
            try:
                act(*args)
            except (OperationalError, PoolTimeout) as problem:
                log.warning("task %s: the database is busy or away: %s", name, type(problem).__name__)
            except Exception:
                log.exception("task %s failed", name)
