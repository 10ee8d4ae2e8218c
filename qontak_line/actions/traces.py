"""Make erased bytes leave SQLite's files: deleted rows are overwritten, but older copies of a page wait in its log."""

from __future__ import annotations

import logging
import time

from qontak_line.db import db
from qontak_line.jobs import every
from qontak_line.sqlite import BUSY_TIMEOUT_MS

log = logging.getLogger(__name__)

_TRIES = 10
_GLANCE_MS = 50
"""How long the timer lets a reader keep it, and so every writer, waiting."""


def wipe_traces() -> None:
    """After a commit: write the log back and empty it. A reader in the way is waited for, half a second at most."""
    for _ in range(_TRIES):
        if _emptied(BUSY_TIMEOUT_MS):
            return
        time.sleep(0.05)
    log.warning("the database's log could not be emptied now; the timer will")


@every(60)
def wipe_old_traces() -> None:
    """What customers took back leaves the log within minutes, too. In the way of nobody: else the next time."""
    _emptied(_GLANCE_MS)


def _emptied(patience_ms: int) -> bool:
    """Whether the log is empty now; other databases than SQLite keep none that we could empty."""
    if db.engine.dialect.name != "sqlite":
        return True
    db.session.rollback()  # our own read snapshot would be in the way
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout={patience_ms}")
        is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return not is_busy
    finally:
        cursor.close()
        connection.close()
