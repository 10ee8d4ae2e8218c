"""The databases that tests begin with: SQLite files by default, a real PostgreSQL with `--db postgresql`.

Each kind can keep a filled database under a name, and begin a test with a copy of it.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from flask import Flask
from psycopg import sql

from qontak_line.db import Base, db
from tests.servers.postgres import Postgres
from tests.servers.proxy import Proxy

Given = dict[str, str]
"""The settings that lead an app to its database."""


class Databases(Protocol):
    """What both kinds can. `name`: one that was kept before."""

    def begin(self, folder: Path, name: str | None = None) -> Given:
        """A new database, empty or as it was kept; a file lies in `folder`."""

    def keep(self, app: Flask, name: str) -> None:
        """Remember the app's database as it is now. Nobody else may be connected to it."""

    def reset(self, app: Flask, name: str) -> None:
        """Make the app's database what was kept."""

    def fingerprint(self, app: Flask) -> str:
        """A hash over every row there is."""

    def holds(self, app: Flask, words: str) -> bool:
        """Whether they stand in any row, or (SQLite) anywhere in the file."""

    def through(self, proxy: Proxy, given: Given) -> Given:
        """Leads to the same database through a proxy before its server."""

    def end(self, given: Given) -> None:
        """It is not needed any more."""


class SqliteFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, folder: Path, name: str | None = None) -> Given:
        if name is not None:
            shutil.copy(self.kept(name), folder / "qontak_line.sqlite3")
        return {"DATABASE_URL": f"sqlite:///{folder}/qontak_line.sqlite3"}

    def kept(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"

    def keep(self, app: Flask, name: str) -> None:
        _copy(_of(app), self.kept(name))

    def reset(self, app: Flask, name: str) -> None:
        _copy(self.kept(name), _of(app))

    def fingerprint(self, app: Flask) -> str:
        with closing(sqlite3.connect(_of(app))) as read:
            return sha256("\n".join(read.iterdump()).encode("utf-8", "surrogateescape")).hexdigest()

    def holds(self, app: Flask, words: str) -> bool:
        with closing(sqlite3.connect(_left(app))) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return words.encode() in Path(_of(app)).read_bytes()

    def through(self, proxy: Proxy, given: Given) -> Given:
        raise NotImplementedError("a file has no server")

    def end(self, given: Given) -> None:
        """The files go with their folder."""


class PostgresDatabases:
    """Of one throw-away server."""

    def __init__(self) -> None:
        self.server = Postgres()
        self._numbers = itertools.count(1)

    def begin(self, folder: Path, name: str | None = None) -> Given:
        database = f"test_{next(self._numbers)}"
        self.server.create(database, template=name or "template0")
        return {"DATABASE_URL": self.server.socket_url(database)}

    def keep(self, app: Flask, name: str) -> None:
        self.server.create(name, template=_left(app))

    def reset(self, app: Flask, name: str) -> None:
        database = _left(app)
        self.server.drop(database)
        self.server.create(database, template=name)

    def fingerprint(self, app: Flask) -> str:
        return sha256("\n".join(self._rows(app)).encode()).hexdigest()

    def holds(self, app: Flask, words: str) -> bool:
        return any(words in row or words.encode().hex() in row for row in self._rows(app))

    def _rows(self, app: Flask) -> list[str]:
        """Each as one text; bytes in it as hexadecimal digits."""
        found: list[str] = []
        with self.server.connect(_of(app)) as connection:
            for table in Base.metadata.sorted_tables:
                statement = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table.name))
                found += (f"{table.name} {row}" for (row,) in connection.execute(statement))
        return found

    def through(self, proxy: Proxy, given: Given) -> Given:
        return {"DATABASE_URL": self.server.url(name_in(given), proxy.port)}

    def end(self, given: Given) -> None:
        self.server.drop(name_in(given))

    def stop(self) -> None:
        self.server.stop()


def name_in(given: Given) -> str:
    """The name of a PostgreSQL database."""
    return given["DATABASE_URL"].partition("?")[0].rpartition("/")[2]


def _of(app: Flask) -> str:
    """The name (of a file: the path) of the app's database."""
    with app.app_context():
        db.session.remove()
        return str(db.engine.url.database)


def _left(app: Flask) -> str:
    """The same, with the app's connections closed."""
    with app.app_context():
        db.engine.dispose()
    return _of(app)


def _copy(source: Path | str, target: Path | str) -> None:
    """Through SQLite, since connections of an app may be open."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
