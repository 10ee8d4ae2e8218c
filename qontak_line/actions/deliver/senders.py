"""The threads that wait for LINE: up to 16 in a worker process, at most 3 of them for one channel.

A call may hang for 15 seconds. Here it holds one of its channel's three threads, while other channels, incoming
messages and pages go on. What is asked of LINE besides (profiles, pictures, health, "read") has fewer threads of its
own, so that it never keeps a message waiting. Work that finds no thread waits in memory, each channel's in a line of
its own; if that is lost, a sweep finds it again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from qontak_line.jobs import Jobs

THREADS, PER_CHANNEL = 16, 3
ASKING_THREADS, ASKING_PER_CHANNEL = 3, 1
MOST_WAITING = 1000
"""Of one channel."""

log = logging.getLogger(__name__)

Key = tuple[str, int]
Act = Callable[[], None]

_making = threading.Lock()


def submit(channel_id: int, key: Key, act: Act) -> None:
    """Run `act` on a sender's thread if this process has workers, else here. One `key` never runs twice at once."""
    _run("senders", THREADS, PER_CHANNEL, channel_id, key, act)


def ask(channel_id: int, key: Key, act: Act) -> None:
    """The same for questions and courtesies: no message waits behind them."""
    _run("askers", ASKING_THREADS, ASKING_PER_CHANNEL, channel_id, key, act)


def _run(name: str, threads: int, per_channel: int, channel_id: int, key: Key, act: Act) -> None:
    jobs: Jobs = current_app.extensions["jobs"]
    if not jobs.is_running:
        act()
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _making:
        if name not in app.extensions:
            app.extensions[name] = Senders(app, threads, per_channel)
            jobs.at_stop.append(app.extensions[name].stop)
        senders: Senders = app.extensions[name]
    senders.add(channel_id, key, act)


class Senders:
    """A pool that starts a thread for each piece of work: channels in turn, in a channel first come first served."""

    def __init__(self, app: Flask, threads: int = THREADS, per_channel: int = PER_CHANNEL) -> None:
        self._app = app
        self._threads, self._per_channel = threads, per_channel
        self._waiting: dict[int, dict[Key, Act]] = {}
        """By channel; the one whose turn is next first, its oldest first."""
        self._running: set[Key] = set()
        self._busy: Counter[int] = Counter()
        self._changed = threading.Condition()
        self._stopped = False

    def add(self, channel_id: int, key: Key, act: Act) -> None:
        """What waits already is not added twice; what runs is run once more afterwards."""
        with self._changed:
            line = self._waiting.get(channel_id, {})
            if self._stopped or key in line or len(line) >= MOST_WAITING:
                return
            self._waiting.setdefault(channel_id, {})[key] = act
            self._start()

    def stop(self, within: float) -> None:
        """Start nothing more, and let what runs end, for at most `within` seconds."""
        deadline = time.monotonic() + within
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            while self._running and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)

    def _start(self) -> None:
        """Start what can be started: one of each channel, and again. The lock is held."""
        while sum(self._start_of(channel_id) for channel_id in list(self._waiting)):
            pass

    def _start_of(self, channel_id: int) -> bool:
        if len(self._running) >= self._threads or self._busy[channel_id] >= self._per_channel:
            return False
        line = self._waiting[channel_id]
        key = next((key for key in line if key not in self._running), None)
        if key is None:
            return False
        act = line.pop(key)
        del self._waiting[channel_id]
        if line:
            self._waiting[channel_id] = line  # behind all others
        self._running.add(key)
        self._busy[channel_id] += 1
        work = partial(self._work, channel_id, key, act)
        threading.Thread(target=work, name=f"sender-{key}", daemon=True).start()
        return True

    def _work(self, channel_id: int, key: Key, act: Act) -> None:
        try:
            with self._app.app_context():
                act()
        except OperationalError:
            log.warning("sender %s: the database is busy or away", key)
        except Exception:
            log.exception("sender %s failed", key)
        finally:
            with self._changed:
                self._running.discard(key)
                self._busy[channel_id] -= 1
                if not self._stopped:
                    self._start()
                self._changed.notify_all()
