"""The journal's rows, many at once, in the driver's own words: one statement for what came in together.

SQLAlchemy would look at each value of each row, and SQLite's driver hands the interpreter to somebody else after every
row that is inserted alone: at saturation that costs more than everything else a webhook does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
MOST_AT_ONCE = 256
"""Rows of one statement; SQLite allows some ten thousand values."""

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
    return sum(
        connection.exec_driver_sql(_of_values(len(part)), tuple(value for row in part for value in row)).rowcount
        for part in _parts(rows)
    )


def _parts(rows: list[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """In powers of two, so that a few prepared statements serve every number of rows."""
    start = 0
    while (left := len(rows) - start) > 0:
        size = min(1 << (left.bit_length() - 1), MOST_AT_ONCE)
        yield rows[start : start + size]
        start += size


@lru_cache(maxsize=16)
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
