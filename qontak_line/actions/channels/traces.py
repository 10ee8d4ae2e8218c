"""Make erased bytes leave SQLite's files: deleted rows are overwritten, but older copies of a page wait in its log."""

from __future__ import annotations

import logging
import time

from qontak_line.db import db

log = logging.getLogger(__name__)

_TRIES = 10


def wipe_traces() -> None:
    """After a commit: write the log back and empty it. A reader in the way is waited for, half a second at most."""
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()  # our own read snapshot would be in the way
    connection = db.engine.raw_connection()
    try:
        for _ in range(_TRIES):
            cursor = connection.cursor()
            is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cursor.close()
            if not is_busy:
                return
            time.sleep(0.05)
        log.warning("the database's log could not be emptied now; the next time it will")
    finally:
        connection.close()
