"""Work on what the journal holds: nudged after each webhook, and found by a timer whatever nudges were lost."""

from __future__ import annotations

import logging
import threading
import time
from typing import cast

from flask import current_app

from qontak_line.actions.ingest import claims
from qontak_line.actions.ingest.attempt import AWAY, attempt
from qontak_line.actions.ingest.pace import pace
from qontak_line.db import db
from qontak_line.jobs import every, task

SLICE_S = 1.0
"""Then other tasks of this worker get their turn."""

_COURTESY_S = 0.25
"""How long a batch lets webhooks go first."""

log = logging.getLogger(__name__)


class Gate:
    """On SQLite one thread works at a time, since only one can write; whoever finds it at work leaves it a note."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_wanted = False


@task
def work() -> None:
    """Process what is due, for a while; nudges itself when that was not enough."""
    if not _work_in_turn():
        work.nudge()


@every(3)
def sweep() -> None:
    """The same on a timer: crashes and lost nudges leave events behind."""
    _work_in_turn()


def _work_in_turn() -> bool:
    """Whether nothing is left, or somebody else is at it."""
    if db.engine.dialect.name != "sqlite":
        return _work_for(SLICE_S)
    gate = cast(Gate, current_app.extensions.setdefault("ingest_gate", Gate()))
    gate.is_wanted = True
    is_done = True
    while is_done and gate.is_wanted and gate.lock.acquire(blocking=False):
        try:
            gate.is_wanted = False
            is_done = _work_for(SLICE_S)
        finally:
            gate.lock.release()  # before the next look, so that a note left meanwhile is seen
    return is_done


def _work_for(seconds: float) -> bool:
    """Whether nothing is left that could be done now."""
    deadline = time.monotonic() + seconds
    while True:
        _let_webhooks_go_first()
        try:
            claimed = claims.claim(pace().size)
            if not claimed:
                return True
            attempt(claimed)
        except AWAY as problem:
            log.warning("events wait, database away: %s", type(problem).__name__)
            return True
        if time.monotonic() > deadline:
            return False


def _let_webhooks_go_first() -> None:
    """For a while: what waits for us must be seen, however many come."""
    writer = current_app.extensions.get("journal_writer")
    deadline = time.monotonic() + _COURTESY_S
    while writer is not None and writer.is_busy() and time.monotonic() < deadline:
        time.sleep(0.005)
