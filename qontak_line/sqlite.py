"""Connections to SQLite: WAL mode with `synchronous=FULL` (an answered webhook survives a power cut), foreign keys on,
deleted bytes overwritten, and a busy timeout that ends below LINE's two seconds.

A transaction that will write says so at its BEGIN: a reader that turns writer later would be refused at once whenever
somebody else wrote in between.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

BUSY_TIMEOUT_MS = 1000

_PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-4000",
)


def prepare(engine: Engine) -> None:
    """Make the connections of an engine ours. Options of a connection: `writes`, and `alone` for none of our BEGINs."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def _set_up(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("alone"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
