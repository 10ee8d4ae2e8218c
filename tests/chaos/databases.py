"""The database as the harness reads it: plain SQL past the app, on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

Row = dict[str, Any]


class Database(Protocol):
    url: str

    def rows(self, statement: str) -> list[Row]:
        """What a SELECT gives; raises what the driver raises."""

    def run(self, statement: str) -> int:
        """One statement with a commit of its own; gives how many rows it changed."""

    def days_ago(self, column: str) -> str:
        """An SQL expression: that time, 25 hours earlier."""

    def integrity(self) -> list[str]:
        """What the database says is wrong with its files."""


class SqliteFile:
    def __init__(self, path: Path) -> None:
        self.path, self.url = path, f"sqlite:///{path}"

    def rows(self, statement: str) -> list[Row]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement)]

    def run(self, statement: str) -> int:
        with closing(sqlite3.connect(self.path, timeout=20)) as connection, connection:
            return connection.execute(statement).rowcount

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else can write meanwhile."""
        with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def days_ago(self, column: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-25 hours')"

    def integrity(self) -> list[str]:
        return [found for row in self.rows("PRAGMA integrity_check") for found in row.values() if found != "ok"]


class PostgresDatabase:
    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, statement: str) -> list[Row]:
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def run(self, statement: str) -> int:
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            return int(connection.execute(statement).rowcount)

    def days_ago(self, column: str) -> str:
        return f"{column} - interval '25 hours'"

    def integrity(self) -> list[str]:
        return [
            f"the index {row['name']} is not valid"
            for row in self.rows(
                "SELECT relname AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE NOT indisvalid"
            )
        ]


def ms_of(value: Any) -> int | None:
    """A point in time as either database gives it, in milliseconds since 1970."""
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)
