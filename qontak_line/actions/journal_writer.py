"""Group commit: one thread writes what came in meanwhile with one commit, so that a burst costs a few disk flushes.

Started by `serve`, never by the factory. A request waits for its own entry, and not beyond LINE's patience.
"""

from __future__ import annotations

import logging
import queue
import threading
import time

from flask import Flask
from sqlalchemy.exc import DBAPIError

from qontak_line import patience
from qontak_line.actions import journal
from qontak_line.actions.baton import Baton, Waiting
from qontak_line.actions.journal import Unavailable
from qontak_line.actions.journal_rows import Entry
from qontak_line.away import AWAY, is_passing
from qontak_line.failpoints import fail

PATIENCE_S = 1.4
"""LINE waits two seconds, and some of them went by before."""

MOST_AT_ONCE = 128

GATHER_S = 0.004
"""How long a commit waits for as many as the last one had: more of them in one cost each of them less."""

CALM_S = 0.02
"""So long after the last webhook nobody needs to make way for the next."""

log = logging.getLogger(__name__)

Writing = Waiting[Entry, bool]


class JournalWriter:
    """The writer thread of one app."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._queue: queue.SimpleQueue[Writing] = queue.SimpleQueue()
        self._baton: Baton[Writing] = Baton()
        self._last_size = 1
        self._last_at = 0.0

    def start(self) -> None:
        threading.Thread(target=self._run, name="journal", daemon=True).start()
        self._app.extensions["journal_writer"] = self

    def is_busy(self) -> bool:
        """Whether webhooks are coming in; others who write may let them go first."""
        return not self._queue.empty() or time.monotonic() - self._last_at < CALM_S

    def write(self, entry: Entry) -> bool:
        """As `journal.write`. Raises `Unavailable` when it is not written in time, or what the database raised."""
        writing = Writing(entry)
        self._queue.put(writing)
        self._last_at = time.monotonic()
        if not writing.wait(min(PATIENCE_S, patience.left(PATIENCE_S))):
            raise Unavailable
        self._baton.pass_on()
        if isinstance(writing.result, bool):
            return writing.result
        raise writing.result or Unavailable

    def _run(self) -> None:
        while True:
            group = self._take()
            with self._app.app_context():
                self._write(group)
            self._baton.hand_to(group)

    def _take(self) -> list[Writing]:
        """Whoever waits; after a commit for many, those too who will in a moment."""
        group = [self._queue.get()]
        self._add_waiting(group)
        deadline = time.monotonic() + GATHER_S
        while len(group) < self._last_size and time.monotonic() < deadline:
            time.sleep(GATHER_S / 5)
            self._add_waiting(group)
        self._last_size = len(group)
        return group

    def _add_waiting(self, group: list[Writing]) -> None:
        while len(group) < MOST_AT_ONCE:
            try:
                group.append(self._queue.get_nowait())
            except queue.Empty:
                return

    def _write(self, group: list[Writing]) -> None:
        try:
            with patience.within(PATIENCE_S):
                fail("wh.taken")
                results = _stored([writing.what for writing in group])
        except Exception as problem:
            self._write_apart(group, problem)
            return
        for writing, result in zip(group, results, strict=True):
            writing.result = result

    def _write_apart(self, group: list[Writing], problem: Exception) -> None:
        """An entry that can not be written must not take the others with it; a database that is away does."""
        if len(group) == 1 or isinstance(problem, AWAY):
            log.error("journal: %d not written: %s", len(group), type(problem).__name__)
            for writing in group:
                writing.result = problem
            return
        for writing in group:
            self._write([writing])


def _stored(entries: list[Entry]) -> list[bool]:
    """The unique index makes a second try safe, also where the first one's commit lost its answer."""
    try:
        return journal.write(entries)
    except DBAPIError as problem:
        if not is_passing(problem):
            raise
        return journal.write(entries)
