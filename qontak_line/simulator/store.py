"""One SQLite connection, shared by all threads of one simulator."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qontak_line.simulator.schema import SCHEMA


class Store:
    """The state file. Every call is one statement under a lock; :meth:`transaction` groups several.

    Nothing that LINE would call accepted may be lost by a power cut, so a *durable* transaction is synced to
    the disk before it returns. All others survive a killed process, and that is enough for them.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._depth = 0
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute("pragma synchronous=normal")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All or nothing; an inner transaction joins the outer one, whose durability holds."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute(f"pragma synchronous={'full' if durable else 'normal'}")
            self._connection.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            else:
                self._connection.execute("commit")
            finally:
                self._depth -= 1

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement and return the id of the row that it inserted (0 when it inserted none)."""
        with self.transaction():
            return self._connection.execute(sql, values).lastrowid or 0

    def change(self, sql: str, *values: Any) -> int:
        """Execute one statement and return how many rows it changed."""
        with self.transaction():
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, *values)
        return found[0] if found else None

    def setting(self, name: str, default: str = "") -> str:
        stored = self.value("select value from setting where name = ?", name)
        return default if stored is None else str(stored)

    def set_setting(self, name: str, value: str) -> None:
        self.run(
            "insert into setting values (?, ?) on conflict (name) do update set value = excluded.value", name, value
        )

    def next_number(self, name: str) -> int:
        """1, 2, 3, … for ever, also over restarts."""
        with self.transaction():
            number = int(self.setting(f"next:{name}", "0")) + 1
            self.set_setting(f"next:{name}", str(number))
            return number

    def close(self) -> None:
        with self._lock:
            self._connection.close()
