"""The threads that wait for LINE: up to 16 in a worker process, at most 3 of them for one channel.

A call may hang for 15 seconds. Here it holds one of its channel's three threads, while other channels, incoming
messages and pages go on. Work that finds no thread waits in memory; if that is lost, the sweep finds it again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from qontak_line.jobs import Jobs

THREADS = 16
PER_CHANNEL = 3
MOST_WAITING = 10_000

log = logging.getLogger(__name__)

Key = tuple[str, int]
Work = tuple[int, Key, Callable[[], None]]


def submit(channel_id: int, key: Key, act: Callable[[], None]) -> None:
    """Run `act` on a sender's thread if this process has workers, else here. One `key` never runs twice at once."""
    jobs: Jobs = current_app.extensions["jobs"]
    if jobs.is_running:
        _of(current_app._get_current_object(), jobs).add(channel_id, key, act)  # type: ignore[attr-defined]
    else:
        act()


_making = threading.Lock()


def _of(app: Flask, jobs: Jobs) -> Senders:
    with _making:
        if "senders" not in app.extensions:
            app.extensions["senders"] = senders = Senders(app)
            jobs.at_stop.append(senders.stop)
        found: Senders = app.extensions["senders"]
        return found


class Senders:
    """A pool that starts a thread for each piece of work, first come first served but for full channels."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: deque[Work] = deque()
        self._queued: set[Key] = set()
        self._running: dict[Key, int] = {}
        self._changed = threading.Condition()
        self._stopped = False

    def add(self, channel_id: int, key: Key, act: Callable[[], None]) -> None:
        """What waits already is not added twice; what runs is run once more afterwards."""
        with self._changed:
            if self._stopped or key in self._queued or len(self._waiting) >= MOST_WAITING:
                return
            self._waiting.append((channel_id, key, act))
            self._queued.add(key)
            self._start()

    def stop(self, within: float) -> None:
        """Start nothing more, and let what runs end, for at most `within` seconds."""
        deadline = time.monotonic() + within
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._queued.clear()
            while self._running and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)

    def _start(self) -> None:
        """Start what can be started. The lock is held."""
        for work in list(self._waiting):
            if len(self._running) >= THREADS:
                return
            channel_id, key, _ = work
            if key in self._running or list(self._running.values()).count(channel_id) >= PER_CHANNEL:
                continue
            self._waiting.remove(work)
            self._queued.discard(key)
            self._running[key] = channel_id
            threading.Thread(target=partial(self._run, work), name=f"sender-{key}", daemon=True).start()

    def _run(self, work: Work) -> None:
        _, key, act = work
        try:
            with self._app.app_context():
                act()
        except OperationalError:
            log.warning("sender %s: the database is busy or away", key)
        except Exception:
            log.exception("sender %s failed", key)
        finally:
            with self._changed:
                self._running.pop(key, None)
                if not self._stopped:
                    self._start()
                self._changed.notify_all()
