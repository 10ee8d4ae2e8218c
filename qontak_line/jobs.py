"""Work that must not wait in a request: `@task` to be nudged, `@every` to run on a timer.

The database row is the truth and a task only a nudge: what a crash or a wiped queue loses, a timer finds again. So
tasks may run twice, and must not mind. Queue: in this process's memory, or Redis (`REDIS_URL`) for many machines.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey
from huey.consumer import Consumer
from huey.storage import MemoryStorage

log = logging.getLogger(__name__)

Act = Callable[..., None]

_tasks: dict[str, Act] = {}
_timers: list[Timer] = []


@dataclass(frozen=True)
class Timer:
    """`act` is run in every worker process each `seconds`; it must not mind company."""

    name: str
    seconds: float
    act: Act


class Task:
    """A verb that a worker can be nudged to run; calling it runs it here and now."""

    def __init__(self, act: Act) -> None:
        self.name = f"{act.__module__}.{act.__qualname__}"
        self.act = act

    def __call__(self, *args: Any) -> None:
        self.act(*args)

    def nudge(self, *args: Any) -> None:
        """Put it in the queue. A queue that is away is no error: a timer will find the row."""
        jobs: Jobs = current_app.extensions["jobs"]
        try:
            jobs.run_task(self.name, args)
        except Exception as problem:  # whatever the queue's driver raises
            log.warning("nudge %s lost: %s", self.name, type(problem).__name__)


def task(act: Act) -> Task:
    """Make a verb nudgeable. Arguments: small JSON-like values, ids rather than rows."""
    made = Task(act)
    _tasks[made.name] = act
    return made


def every(seconds: float) -> Callable[[Act], Act]:
    """Run a verb on a timer in the worker."""

    def keep(act: Act) -> Act:
        _timers.append(Timer(f"{act.__module__}.{act.__qualname__}", seconds, act))
        return act

    return keep


class WaitingMemoryStorage(MemoryStorage):  # type: ignore[misc]
    """A queue in memory whose readers sleep until something comes, instead of asking again and again."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arrived = threading.Condition()

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        with self._arrived:
            self._arrived.notify()

    def dequeue(self) -> bytes | None:
        found: bytes | None = super().dequeue()
        if found is None:
            with self._arrived:
                if not self.queue_size():
                    self._arrived.wait(0.5)
            found = super().dequeue()
        return found


class _ThreadConsumer(Consumer):  # type: ignore[misc]
    """A consumer beside the web server's threads: signals belong to the server."""

    def _set_signal_handlers(self) -> None:
        pass


class Jobs:
    """The queue of one app, and the threads that empty it once `start()` was called."""

    def __init__(self, app: Flask, redis_url: str | None) -> None:
        self.app = app
        self.huey = (
            RedisHuey("qontak_line", url=redis_url, results=False)
            if redis_url
            else Huey("qontak_line", storage_class=WaitingMemoryStorage, results=False)
        )
        self.run_task = _Enqueue(self.huey, self._perform)
        self._consumer: _ThreadConsumer | None = None
        self._stop = threading.Event()
        self._timer_thread: threading.Thread | None = None
        self.at_stop: list[Callable[[float], None]] = []
        """Called with the seconds that are left: for those who have threads of their own."""
        app.extensions["jobs"] = self

    def start(self, threads: int) -> None:
        """Start `threads` workers and the timer, in this process."""
        self._stop.clear()
        self._consumer = _ThreadConsumer(self.huey, workers=threads, periodic=False, scheduler_interval=60)
        self._consumer.start()
        self._timer_thread = threading.Thread(target=self._tick, name="timer", daemon=True)
        self._timer_thread.start()

    def stop(self, within: float = 5.0) -> None:
        """Let running tasks end, for at most `within` seconds; what is left is found again by its timer."""
        self._stop.set()
        if self._consumer is None:
            return
        self._consumer.stop_flag.set()
        deadline = time.monotonic() + within
        for _, thread in self._consumer.worker_threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._timer_thread is not None:
            self._timer_thread.join(max(0.0, deadline - time.monotonic()))
        for end in self.at_stop:
            end(max(0.0, deadline - time.monotonic()))
        self._consumer = None

    @property
    def is_running(self) -> bool:
        """Whether this process has workers; elsewhere a task runs where it is called."""
        return self._consumer is not None

    def run_waiting(self) -> int:
        """Run what waits in the queue, here and now, and tell how many tasks that was. For tests and the CLI."""
        done = 0
        while self.huey.storage.queue_size():
            waiting = self.huey.dequeue()
            if waiting is not None:
                self.huey.execute(waiting)
                done += 1
        return done

    def run_timers(self) -> None:
        """Run every timer's verb once, here and now."""
        for timer in _timers:
            self._act(timer.name, timer.act, ())

    def waiting(self) -> int:
        return int(self.huey.storage.queue_size())

    def _perform(self, name: str, args: tuple[Any, ...]) -> None:
        act = _tasks.get(name)
        if act is None:
            log.error("unknown task %s", name)
        else:
            self._act(name, act, args)

    def _act(self, name: str, act: Act, args: tuple[Any, ...]) -> None:
        with self.app.app_context():
            try:
                act(*args)
            except Exception:
                log.exception("task %s failed", name)

    def _tick(self) -> None:
        due = {timer.name: time.monotonic() for timer in _timers}
        while not self._stop.wait(0.25):
            for timer in _timers:
                if due[timer.name] <= time.monotonic():
                    self._act(timer.name, timer.act, ())
                    due[timer.name] = time.monotonic() + timer.seconds


class _Enqueue:
    """The one huey task there is; it carries a name and arguments."""

    def __init__(self, huey: Any, perform: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._task = huey.task(name="perform")(perform)

    def __call__(self, name: str, args: tuple[Any, ...]) -> None:
        self._task(name, args)
