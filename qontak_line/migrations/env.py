"""Runs the migrations: one at a time in the whole installation, each in its own transaction.

SQLite changes a table by copying it (batch mode). With foreign keys on, dropping the old copy would delete the rows
that point at it, silently; so they are off while we work, and checked at the end.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Enum, event, text

from qontak_line import models, patience  # noqa: F401 - models: so that the metadata knows every table
from qontak_line.db import Base, UtcDateTime
from qontak_line.failpoints import fail
from qontak_line.models.search_index import BESIDE

_A_WEEK = 7 * 24 * 3600.0
"""In seconds: a migration takes what it takes, and whoever waits for its lock waits as long."""

LOCK = 7_146_520_931
"""The advisory lock of PostgreSQL under which one migrator works while others wait."""


def _include(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    return not (kind in ("table", "index") and (name or "").startswith(("huey_", *BESIDE)))


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Migrations name plain column types: they must mean the same when our own have changed."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Enum):
        return f"sa.String(length={thing.length})"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
            connection.connection.dbapi_connection.execute("PRAGMA busy_timeout=60000")
            connection = connection.execution_options(writes=True)
        else:
            for kind in ("statement", "lock", "idle_in_transaction_session"):
                connection.execute(text(f"SET {kind}_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            connection.commit()
        fail("migration.begun")
        event.listen(connection, "before_cursor_execute", lambda *_: fail("migration.statement"))
        try:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                transaction_per_migration=True,
                include_object=_include,
                compare_type=True,
                render_item=_render,
                on_version_apply=lambda **_: fail("migration.before_commit"),
            )
            with context.begin_transaction():
                context.run_migrations()
            fail("migration.committed")
        finally:
            if is_sqlite:
                _check_foreign_keys(connection)
            else:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
                connection.commit()
            connection.invalidate()  # its pragmas and settings are not those of the others


def _check_foreign_keys(connection: Any) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"a migration left rows that point at nothing: {broken[:5]}")


with patience.within(_A_WEEK):
    run()
