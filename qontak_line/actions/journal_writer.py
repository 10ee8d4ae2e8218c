"""Group commit: one thread writes what came in meanwhile with one commit, so that a burst costs a few disk flushes.

Started by `serve`, never by the factory. A request waits for its own entry, and not beyond LINE's patience.
"""

from __future__ import annotations

import logging
import queue
import threading

from flask import Flask
from sqlalchemy.exc import DBAPIError

from qontak_line import patience
from qontak_line.actions import journal
from qontak_line.actions.journal import Entry, Unavailable
from qontak_line.away import AWAY, is_passing
from qontak_line.failpoints import fail

PATIENCE_S = 1.4
"""LINE waits two seconds, and some of them went by before."""

MOST_AT_ONCE = 200

log = logging.getLogger(__name__)


class _Waiting:
    """An entry and what became of it. A bare lock is waited on: an Event is three objects, made for each request."""

    __slots__ = ("_undone", "entry", "result")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.result: bool | BaseException | None = None
        self._undone = threading.Lock()
        self._undone.acquire()

    def finish(self, result: bool | BaseException) -> None:
        self.result = result
        self._undone.release()

    def wait(self, seconds: float) -> bool:
        """Whether it was finished in time. Waited for by one thread alone."""
        return self._undone.acquire(timeout=seconds)


class JournalWriter:
    """The writer thread of one app."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._queue: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()

    def start(self) -> None:
        threading.Thread(target=self._run, name="journal", daemon=True).start()
        self._app.extensions["journal_writer"] = self

    def is_busy(self) -> bool:
        """Whether webhooks wait to be written; others who write may let them go first."""
        return not self._queue.empty()

    def write(self, entry: Entry) -> bool:
        """As `journal.write`. Raises `Unavailable` when it is not written in time, or what the database raised."""
        waiting = _Waiting(entry)
        self._queue.put(waiting)
        if not waiting.wait(min(PATIENCE_S, patience.left(PATIENCE_S))) or waiting.result is None:
            raise Unavailable
        if isinstance(waiting.result, bool):
            return waiting.result
        raise waiting.result

    def _run(self) -> None:
        while True:
            group = self._take()
            with self._app.app_context():
                self._write(group)

    def _take(self) -> list[_Waiting]:
        group = [self._queue.get()]
        while len(group) < MOST_AT_ONCE:
            try:
                group.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return group

    def _write(self, group: list[_Waiting]) -> None:
        try:
            with patience.within(PATIENCE_S):
                fail("wh.taken")
                results = _stored([waiting.entry for waiting in group])
        except Exception as problem:
            self._write_apart(group, problem)
            return
        for waiting, result in zip(group, results, strict=True):
            waiting.finish(result)

    def _write_apart(self, group: list[_Waiting], problem: Exception) -> None:
        """An entry that can not be written must not take the others with it; a database that is away does."""
        if len(group) == 1 or isinstance(problem, AWAY):
            log.error("journal: %d not written: %s", len(group), type(problem).__name__)
            for waiting in group:
                waiting.finish(problem)
            return
        for waiting in group:
            self._write([waiting])


def _stored(entries: list[Entry]) -> list[bool]:
    """The unique index makes a second try safe, also where the first one's commit lost its answer."""
    try:
        return journal.write(entries)
    except DBAPIError as problem:
        if not is_passing(problem):
            raise
        return journal.write(entries)
