"""Group commit: one thread writes what came in meanwhile with one commit, so that a burst costs a few disk flushes.

Started by `serve`, never by the factory. Nobody has to wait for it: whoever hands in an entry is called back once it is
stored, or when LINE's patience is over.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque

from flask import Flask
from sqlalchemy.exc import DBAPIError

from qontak_line import patience
from qontak_line.actions import journal
from qontak_line.actions.journal import Unavailable
from qontak_line.actions.journal_rows import Entry
from qontak_line.actions.pending import Outcome, Pending, Then
from qontak_line.away import AWAY, is_passing
from qontak_line.failpoints import fail

PATIENCE_S = 1.4
"""LINE waits two seconds, and some of them went by before."""

MOST_AT_ONCE = 128

MOST_WAITING = 2000
"""Entries that wait to be written; a database that is away fills no memory."""

GATHER_S = 0.002
"""How long a commit waits for as many as the last one had: more of them in one cost each of them less."""

CROWD = 8
CALM_S = 0.02
"""While so many come together, and so long after the last of them, others make way."""

TICK_S = 0.1

log = logging.getLogger(__name__)


class JournalWriter:
    """The writer thread of one app, and one beside it that looks at the clock."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._queue: queue.SimpleQueue[Pending] = queue.SimpleQueue()
        self._promised: deque[Pending] = deque()
        self._last_size = 1
        self._last_at = 0.0

    def start(self) -> None:
        for name, run in (("journal", self._run), ("journal's patience", self._look_at_the_clock)):
            threading.Thread(target=run, name=name, daemon=True).start()
        self._app.extensions["journal_writer"] = self

    def is_busy(self) -> bool:
        """Whether webhooks crowd in; others who write may let them go first."""
        is_crowd = self._last_size >= CROWD and time.monotonic() - self._last_at < CALM_S
        return is_crowd or not self._queue.empty()

    def write_later(self, entry: Entry, then: Then) -> None:
        """`then` is called once, from another thread: with True, or False when the channel is no longer open, or with
        `Unavailable` or what the database raised. Raises `Unavailable` when too many wait.
        """
        if self._queue.qsize() >= MOST_WAITING:
            raise Unavailable
        self._last_at = time.monotonic()
        pending = Pending(entry, then, until=self._last_at + min(PATIENCE_S, patience.left(PATIENCE_S)))
        self._promised.append(pending)
        self._queue.put(pending)

    def write(self, entry: Entry) -> bool:
        """The same, waited for. Raises what the other one tells."""
        outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.write_later(entry, outcomes.put)
        outcome = outcomes.get()
        if isinstance(outcome, bool):
            return outcome
        raise outcome

    def _run(self) -> None:
        while True:
            group = self._take()
            with self._app.app_context():
                self._write(group)

    def _take(self) -> list[Pending]:
        """Whoever waits; after a commit for many, those too who will in a moment."""
        group = [self._queue.get()]
        self._add_waiting(group)
        deadline = time.monotonic() + GATHER_S
        while len(group) < self._last_size and time.monotonic() < deadline:
            time.sleep(GATHER_S / 5)
            self._add_waiting(group)
        self._last_size = len(group)
        return group

    def _add_waiting(self, group: list[Pending]) -> None:
        while len(group) < MOST_AT_ONCE:
            try:
                group.append(self._queue.get_nowait())
            except queue.Empty:
                return

    def _write(self, group: list[Pending]) -> None:
        try:
            with patience.within(PATIENCE_S):
                fail("wh.taken")
                outcomes = _stored([pending.entry for pending in group])
        except Exception as problem:
            self._write_apart(group, problem)
            return
        for pending, outcome in zip(group, outcomes, strict=True):
            pending.finish(outcome)

    def _write_apart(self, group: list[Pending], problem: Exception) -> None:
        """An entry that can not be written must not take the others with it; a database that is away does."""
        if len(group) == 1 or isinstance(problem, AWAY):
            log.error("journal: %d not written: %s", len(group), type(problem).__name__)
            for pending in group:
                pending.finish(problem)
            return
        for pending in group:
            self._write([pending])

    def _look_at_the_clock(self) -> None:
        while True:
            time.sleep(TICK_S)
            self._give_up_late()

    def _give_up_late(self) -> None:
        """They were handed in one after the other, so the oldest is the first to be late."""
        while self._promised and (self._promised[0].is_finished or self._promised[0].until < time.monotonic()):
            self._promised.popleft().finish(Unavailable())


def _stored(entries: list[Entry]) -> list[bool]:
    """The unique index makes a second try safe, also where the first one's commit lost its answer."""
    try:
        return journal.write(entries)
    except DBAPIError as problem:
        if not is_passing(problem):
            raise
        return journal.write(entries)
