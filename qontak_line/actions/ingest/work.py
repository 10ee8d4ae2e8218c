"""Work on what the journal holds: nudged after each webhook, and found by a timer whatever nudges were lost."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from typing import cast

from flask import current_app
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qontak_line.actions.ingest import claims
from qontak_line.actions.ingest.process import process
from qontak_line.db import db
from qontak_line.jobs import every, task
from qontak_line.line.webhook import MalformedEvent

SLICE_S = 1.0
"""Then other tasks of this worker get their turn."""

AWAY = (OperationalError, InterfaceError, PoolTimeout)

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
    while time.monotonic() < deadline:
        _let_webhooks_go_first()
        try:
            claimed = claims.claim()
            if claimed is None:
                return True
            _attempt(*claimed)
        except AWAY as problem:
            log.warning("events wait, database away: %s", type(problem).__name__)
            return True
    return False


def _attempt(event_id: int, attempt: int) -> None:
    try:
        process(event_id, attempt)
    except MalformedEvent as problem:  # trying again would not help
        log.warning("event %d quarantined: %s", event_id, problem)
        claims.quarantine(event_id, attempt, str(problem))
    except AWAY as problem:
        log.warning("event %d waits, database away: %s", event_id, type(problem).__name__)
        claims.give_back(event_id, attempt)
    except Exception as problem:
        log.error("event %d failed: %s", event_id, _without_words(problem))
        claims.put_back(event_id, attempt, _without_words(problem))


def _without_words(problem: Exception) -> str:
    """What failed and where, without the error's own text: that may quote what a customer wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-3:]
    return " < ".join([type(problem).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))])


def _let_webhooks_go_first() -> None:
    writer = current_app.extensions.get("journal_writer")
    for _ in range(10):
        if writer is None or not writer.is_busy():
            return
        time.sleep(0.005)
