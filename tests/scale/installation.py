"""An installation of several machines on this one: the servers, LINE, and the programs, started by their commands."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
from cryptography.fernet import Fernet

from qontak_line.simulator import run_in_thread
from tests.launcher.programs import Program, started, wait_for
from tests.scale.browser import Browser
from tests.scale.load import Load
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.s3 import S3
from tests.simulator.steering import Steering

PASSWORD = "open-sesame-42"
CONNECT = "/integrations/line/new"
DATABASE = "inbox"
WORKING = "working with"
START_WITHIN = 120.0
"""Eight processes that start at once take their time on a busy machine."""


class Installation:
    """`web` starts a `bin/run` that only serves, `worker` a `bin/worker`; all with the same settings."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self._numbers = itertools.count(1)
        self.postgres, self.redis, self.s3 = Postgres(), Redis(), S3()
        for server in (self.postgres, self.redis, self.s3):
            stack.callback(server.stop)
        self.database_url = self.postgres.create(DATABASE)
        simulator = run_in_thread(folder / "line.sqlite3", ledger_path=folder / "ledger")
        stack.callback(simulator.stop)
        self.line = Steering(simulator.url)
        self.public_url = ""
        self.webs: list[Program] = []
        self.workers: list[Program] = []
        self._keys = {"SECRET_KEY": "only-for-tests-" * 3, "ENCRYPTION_KEYS": Fernet.generate_key().decode()}

    @property
    def settings(self) -> dict[str, str]:
        given = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url,
            "MEDIA_URL": f"s3://{self.s3.bucket}/inbox",
            "LINE_API_URL": self.line.url,
            **self._keys,
            **self.s3.environ,
        }
        return given | ({"PUBLIC_URL": self.public_url} if self.public_url else {})

    def begin(self) -> None:
        """All at once, as after a power cut: whoever is first migrates."""
        first = self.web()
        self.webs = [first, self.web()]
        self.workers = [self.worker(), self.worker()]
        for web in self.webs:
            wait_until("a web server is ready", web.is_ready, START_WITHIN)
        for worker in self.workers:
            worker.wait_said(WORKING, START_WITHIN)
        self._cookies = self.set_up(first).session.cookies

    def admin(self) -> Browser:
        browser = Browser(self.webs[0].url)
        browser.session.cookies.update(self._cookies)
        return browser

    def web(self, **settings: str) -> Program:
        """The first one's address is what LINE knows. It may still be starting: `wait_ready()`."""
        program = self._start("run", **{"WORKER_CONCURRENCY": "0", **settings})
        self.public_url = self.public_url or program.url
        return program

    def worker(self, **settings: str) -> Program:
        return self._start("worker", **settings)

    def set_up(self, web: Program) -> Browser:
        """The first Admin, and their LINE account connected; gives that Admin at a browser."""
        admin = Browser(web.url)
        admin.submit(
            "/setup", "/setup", organization="Toko", timezone="Asia/Jakarta", username="dewi", password=PASSWORD
        )
        admin.log_in("dewi", PASSWORD)
        secrets = {name: self.line.account[name] for name in ("channel_secret", "channel_access_token")}
        admin.submit(CONNECT, CONNECT, **secrets)
        assert self.one("SELECT state FROM channel") == "connected", "the form was refused"
        self.line.account = self.line.get(self.line.base)
        return admin

    def load(self, webs: Sequence[Program] = ()) -> Load:
        (path,) = self.rows("SELECT webhook_key FROM channel")[0]
        return Load(f"/webhooks/line/{path}", self.line.account["channel_secret"], webs or self.webs)

    def accepted(self) -> list[str]:
        """The texts that LINE has accepted, in its order."""
        return [message["text"] for one in self.line.ledger() for message in one["messages"]]

    def rows(self, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    def one(self, statement: LiteralString, *values: object) -> Any:
        return self.rows(statement, *values)[0][0]

    def _start(self, command: str, **settings: str) -> Program:
        folder = self.folder / f"{command}-{next(self._numbers)}"
        folder.mkdir()
        return self._stack.enter_context(started(folder, command, **{**self.settings, **settings}))


def web_processes(web: Program) -> list[psutil.Process]:
    """The processes that serve, below the launcher."""
    return [child for child in web.children() if _parent(child) == web.process.pid]


def _parent(process: psutil.Process) -> int | None:
    try:
        found: int = process.ppid()
    except psutil.NoSuchProcess:
        return None
    return found


def wait_until(what: str, condition: Callable[[], bool], seconds: float = 30.0) -> None:
    try:
        wait_for(condition, seconds)
    except AssertionError:
        raise AssertionError(f"{what}: not within {seconds} s") from None
