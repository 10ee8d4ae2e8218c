"""A throw-away PostgreSQL cluster on loopback, from the installed binaries; Debian's own cluster is never touched.

    server = Postgres()                 # fsync off, data in memory: for the tests of every day
    server = Postgres(durable=True)     # on the disk, every commit flushed: for chaos and measurements
    server = Postgres(durable=True, settings={"max_connections": "300"})
    url = server.create("inbox")        # a new, empty database; its URL for DATABASE_URL (TCP, with password)
    url = server.create("copy", template="inbox")   # a copy of one that nobody is connected to: some 30 ms
    server.restart("immediate")         # as a crash: connections cut, recovery from the log; same port
    server.kill(); server.start()       # the same by SIGKILL, with the time between them yours
    server.stop()                       # and its files are gone; also done when this process ends

`is_installed()` says whether there is one; nothing else works without. The app's role owns its databases and is no
superuser; the server's default time zone and collation are not UTC and C, so that nothing relies on these.
"""

from __future__ import annotations

import atexit
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from tests.servers import home

ROLE = "qontak_line"
START_WITHIN = 30.0

_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "timezone": "Asia/Jakarta",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "jit": "off",
    "log_min_messages": "warning",
}


def bin_folder() -> Path | None:
    """Where the newest installed server's programs are."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    if found:
        return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def is_installed() -> bool:
    return bin_folder() is not None


class Postgres:
    """A running cluster. `port` stays the same over restarts; `home/log` holds what the server says."""

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.make_home("postgres", in_memory=not durable)
        self.port = home.free_port()
        self.password = secrets.token_hex(8)
        self._settings = {**_ALWAYS, **({} if durable else _CARELESS), **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        sync = [] if durable else ["--no-sync"]
        locale = ["--locale=C.UTF-8", "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=id"]
        data = str(self.home / "data")
        home.run(
            [self._program("initdb"), "-D", data, "-U", "postgres", "--auth-local=trust", *locale, *sync], self.home
        )
        (self.home / "data" / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        self.start()
        role = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(sql.Identifier(ROLE), self.password)
        self.execute(role)

    def start(self) -> None:
        """Give back when it answers. Call it from a thread that outlives the server, best the main one."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        command = [self._program("postgres"), "-D", str(self.home / "data"), "-p", str(self.port)]
        command += ["-k", str(self.home), *options]
        deadline = time.monotonic() + START_WITHIN
        self._process = home.begin(command, self.home, at_our_death="QUIT")
        atexit.register(self.kill)
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {(self.home / 'log').read_text()[-2000:]}")
            time.sleep(0.05)
            if self._process.poll() is not None:  # the children of a killed one may still hold its memory
                self._process = home.begin(command, self.home, at_our_death="QUIT")

    def halt(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """End it, and keep its files for `start()`. `immediate` loses what was not flushed, as a crash does."""
        self._end(_SIGNALS[mode])

    def kill(self) -> None:
        """SIGKILL to the one that watches over all; its children end by themselves."""
        self._end(signal.SIGKILL)

    def restart(self, mode: Literal["smart", "fast", "immediate"] = "immediate") -> None:
        self.halt(mode)
        self.start()

    def stop(self) -> None:
        """End it for good, and remove its files."""
        self.halt("immediate")
        atexit.unregister(self.kill)
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str, port: int | None = None) -> str:
        """For DATABASE_URL. `port`: that of a proxy before it."""
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{port or self.port}/{name}"

    def socket_url(self, name: str) -> str:
        """The same over the Unix socket: cheaper to connect to, for the many short lives of tests."""
        return f"postgresql://{ROLE}@/{name}?host={self.home}&port={self.port}"

    def create(self, name: str, template: str = "template0") -> str:
        """A database that the app's role owns; gives `url(name)`."""
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        self.execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(template)))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Also when somebody is connected, or it is not there."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: str | sql.Composable, database: str = "postgres") -> list[tuple[Any, ...]]:
        """One statement as the superuser, outside a transaction; gives its rows."""
        with self.connect(database) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """The superuser's connection (autocommit); close it."""
        return psycopg.connect(
            host=str(self.home), port=self.port, user="postgres", dbname=database, connect_timeout=5, autocommit=True
        )

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(START_WITHIN)
            self._process = None

    def _program(self, name: str) -> str:
        folder = bin_folder()
        if folder is None:
            raise FileNotFoundError("PostgreSQL is not installed")
        return str(folder / name)
