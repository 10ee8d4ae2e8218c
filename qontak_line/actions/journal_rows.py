"""The journal's rows, many at once, in the driver's own words: one statement for what came in together.

SQLAlchemy would look at each value of each row, and SQLite's driver hands the interpreter to somebody else after every
row that is inserted alone: at saturation that costs more than everything else a webhook does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from qontak_line.actions.envelope import Told
from qontak_line.db import now
from qontak_line.models import ChannelState, EventState, WebhookEvent

_NAMES = (
    "channel_id", "event_id", "chat_key", "timestamp_ms", "message_id", "body",
    "state", "attempts", "error", "finished_at", "received_at",
)  # fmt: skip
_TABLE = cast(Table, WebhookEvent.__table__)
# Only names of our own stand in these statements; what a stranger said is bound.
_INTO = f"INSERT INTO {_TABLE.name} ({', '.join(_NAMES)})"
_IS_OPEN = f"channel.state <> '{ChannelState.DISCONNECTED}'"
_ONCE = "ON CONFLICT (channel_id, event_id) DO NOTHING"
_TOLD = _NAMES[:-2]
_FROM_JSON = f"""{_INTO}
    SELECT told.channel_id, event_id, chat_key, timestamp_ms, message_id, decode(body, 'hex'),
        told.state, attempts, error, CASE WHEN error IS NOT NULL THEN at END, at
    FROM json_to_recordset(%s::json) AS told (channel_id int, event_id text, chat_key text, timestamp_ms bigint,
        message_id text, body text, state text, attempts int, error text)
    CROSS JOIN (SELECT %s::timestamptz AS at) AS clock
    JOIN channel ON channel.id = told.channel_id
    WHERE {_IS_OPEN} {_ONCE}"""  # noqa: S608  # nosec B608
_SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
MOST_AT_ONCE = _SIZES[-1]
"""Rows of one statement on SQLite; what comes in one webhook stays together up to so many."""

Row = tuple[Any, ...]
"""Values in the order of `_NAMES`, all but the time, which is the same for all."""


class Entry(NamedTuple):
    """What one webhook told; with an `error` it is kept for inspection and not worked on."""

    channel_id: int
    told: list[Told]
    error: str | None = None


def row(entry: Entry, told: Told) -> Row:
    state = EventState.RECEIVED if entry.error is None else EventState.QUARANTINED
    return (entry.channel_id, *told, state.value, 0, entry.error)


def insert(connection: Connection, rows: Sequence[Row]) -> int:
    """Store what is not there yet of channels that are open, and tell how many rows that were."""
    if not rows:
        return 0
    dialect = connection.dialect
    # One order for all writers: PostgreSQL locks row by row.
    rows = sorted(rows, key=lambda row: row[:2])
    if dialect.name == "postgresql":
        return connection.exec_driver_sql(_FROM_JSON, (_as_json(rows), now())).rowcount
    write_time = _TABLE.c.received_at.type.dialect_impl(dialect).bind_processor(dialect)
    at: Any = write_time(now()) if write_time else now()
    whole = [(*row, at if row[-1] else None, at) for row in rows]
    return sum(_insert(connection, whole[first : first + MOST_AT_ONCE]) for first in range(0, len(whole), MOST_AT_ONCE))


def _insert(connection: Connection, rows: list[Row]) -> int:
    """Filled with the last row up to the next of a few sizes: the driver then knows each statement already.

    That row is there by then, so that it adds nothing.
    """
    size = next(size for size in _SIZES if size >= len(rows))
    filled = rows + rows[-1:] * (size - len(rows))
    return connection.exec_driver_sql(_of_values(size), tuple(value for row in filled for value in row)).rowcount


@lru_cache(maxsize=len(_SIZES))
def _of_values(rows: int) -> str:
    """Begins with INSERT and not with a name for the values: else the driver would not count what it inserted."""
    one = f"({', '.join('?' * len(_NAMES))})"
    told = f"(VALUES {', '.join([one] * rows)}) AS told JOIN channel ON channel.id = told.column1"
    return f"{_INTO} SELECT told.* FROM {told} WHERE {_IS_OPEN} {_ONCE}"  # noqa: S608  # nosec B608


def _as_json(rows: Sequence[Row]) -> str:
    """Written by json in a third of the time that the driver takes for lists of the same."""
    return json.dumps([dict(zip(_TOLD, (*row[:5], row[5].hex(), *row[6:]), strict=True)) for row in rows])
