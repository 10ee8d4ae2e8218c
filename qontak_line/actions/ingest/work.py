"""Work on what the journal holds: nudged after each webhook, and found by a timer whatever nudges were lost."""

from __future__ import annotations

import logging
import time
from typing import Any

from flask import current_app

from qontak_line.actions.ingest import claims, crew
from qontak_line.actions.ingest.attempt import attempt
from qontak_line.actions.ingest.pace import pace
from qontak_line.away import AWAY
from qontak_line.jobs import Task, every, task

SLICE_S = 1.0
"""Then whoever lent us the thread gets it back for a moment."""

_COURTESY_S = 1.0
"""How long a batch lets a crowd of webhooks go first: what they brought is worked off quickly afterwards."""

log = logging.getLogger(__name__)


class _Work(Task):
    def nudge(self, *args: Any) -> None:
        """Wake this process's own threads where it has some; else tell the others by the queue."""
        if not crew.wake(work_on):
            super().nudge(*args)


@task
def _work() -> None:
    """Process what is due, on the threads for it; without workers here and now, for a while."""
    if not crew.wake(work_on) and not work_on():
        work.nudge()


work = _Work(_work.act)


@every(2)
def sweep() -> None:
    """The same on a timer: crashes and lost nudges leave events behind."""
    if not crew.wake(work_on):
        work_on()


def work_on() -> bool:
    """Batch after batch, for `SLICE_S` at most. Whether nothing is left that could be done now."""
    deadline = time.monotonic() + SLICE_S
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
