"""The journal's rows, many at once, in the driver's own words: one statement for what came in together.

SQLAlchemy would look at each value of each row, and SQLite's driver hands the interpreter to somebody else after every
row that is inserted alone: at saturation that costs more than everything else a webhook does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Dialect, Table
from sqlalchemy.engine import Connection

from qontak_line.db import now
from qontak_line.models import EventState, WebhookEvent

_NAMES = (
    "channel_id", "event_id", "chat_key", "timestamp_ms", "message_id", "body",
    "state", "attempts", "error", "received_at", "finished_at",
)  # fmt: skip
_TABLE = cast(Table, WebhookEvent.__table__)
_ONCE = "ON CONFLICT (channel_id, event_id) DO NOTHING"
_SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
MOST_AT_ONCE = _SIZES[-1]
"""Rows of one statement."""

Told = tuple[int, str, str, int, str | None, bytes]
"""channel_id, event_id, chat_key, timestamp_ms, message_id, body."""


def insert(connection: Connection, told: Sequence[Told], *, error: str | None = None) -> int:
    """Store the events that are not there yet, and tell how many that were; with an `error`, as quarantined."""
    at = _moment(connection.dialect, now())
    state = EventState.RECEIVED if error is None else EventState.QUARANTINED
    rest = (state.value, 0, error, at, None if error is None else at)
    # One order for all writers: PostgreSQL locks row by row.
    rows = [(*row, *rest) for row in sorted(told, key=lambda row: row[:2])]
    if connection.dialect.name == "postgresql":
        columns = [list(column) for column in zip(*rows, strict=True)]
        return connection.exec_driver_sql(_from_lists(connection.dialect), tuple(columns)).rowcount if rows else 0
    new = 0
    for start in range(0, len(rows), MOST_AT_ONCE):
        part = _filled(rows[start : start + MOST_AT_ONCE])
        values = tuple(value for row in part for value in row)
        new += connection.exec_driver_sql(_of_values(len(part)), values).rowcount
    return new


def _filled(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """With its last row again, up to the next of a few sizes: the driver then knows each statement already.

    That row is there by then, so that it adds nothing.
    """
    size = next(size for size in _SIZES if size >= len(rows))
    return rows + rows[-1:] * (size - len(rows))


@lru_cache(maxsize=len(_SIZES))
def _of_values(rows: int) -> str:
    one = f"({','.join('?' * len(_NAMES))})"
    return f"INSERT INTO {_TABLE.name} ({','.join(_NAMES)}) VALUES {','.join([one] * rows)} {_ONCE}"  # noqa: S608


@lru_cache(maxsize=1)
def _from_lists(dialect: Dialect) -> str:
    lists = ",".join(f"%s::{_TABLE.c[name].type.dialect_impl(dialect).compile(dialect)}[]" for name in _NAMES)
    return f"INSERT INTO {_TABLE.name} ({','.join(_NAMES)}) SELECT * FROM unnest({lists}) {_ONCE}"  # noqa: S608


def _moment(dialect: Dialect, at: datetime) -> Any:
    """A time as the driver takes it."""
    write = _TABLE.c.received_at.type.dialect_impl(dialect).bind_processor(dialect)
    return write(at) if write else at
