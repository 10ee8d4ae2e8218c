"""Ours: the real `bin/run` on a real disk, with one connected account put into its database."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade

from qontak_line.app import create_app
from qontak_line.config import ROOT, Settings, load
from qontak_line.db import db
from qontak_line.launcher.environ import as_environ
from qontak_line.models import EventState, WebhookEvent
from tests.bench.programs import free_port, plain_environ, started, wait_answering
from tests.factories import make_channel, make_organization

DRAIN_WITHIN = 120.0


@dataclass(frozen=True)
class Account:
    """The connected account's door."""

    id: int
    path: str
    bot_id: str


@dataclass(frozen=True)
class House:
    """A running installation."""

    settings: Settings
    account: Account
    pid: int
    books: sa.Engine
    """The same database, to look into."""

    def stored(self) -> int:
        """How many events are kept."""
        return self._count(sa.select(sa.func.count()).select_from(WebhookEvent))

    def drain(self) -> float:
        """Wait until every event was worked on; gives the seconds. Raises TimeoutError."""
        since = time.monotonic()
        waiting = sa.select(sa.func.count()).where(WebhookEvent.state == EventState.RECEIVED)
        while left := self._count(waiting):
            if time.monotonic() - since > DRAIN_WITHIN:
                raise TimeoutError(f"{left} events were left after {DRAIN_WITHIN:.0f} s")
            time.sleep(0.1)
        return time.monotonic() - since

    def unprocessed(self) -> int:
        """How many events ended otherwise than processed."""
        return self._count(sa.select(sa.func.count()).where(WebhookEvent.state != EventState.PROCESSED))

    def _count(self, question: sa.Select[int]) -> int:
        with self.books.connect() as connection:
            return connection.execute(question).scalar_one()


def settings_in(folder: Path, line_port: int, **given: str) -> Settings:
    """Settings of a measured installation: nothing of the machine's environment reaches them."""
    environ = {
        "PORT": str(free_port()),
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_hex(32),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "LINE_API_URL": f"http://127.0.0.1:{line_port}",
        "LOG_LEVEL": "WARNING",
    }
    return load({**environ, **given}, env_file=folder / "no.env")


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """Make the database with an account in it, start the program, and end it."""
    settings.data_dir.mkdir(parents=True)
    account = _connected(create_app(settings))
    books = sa.create_engine(settings.database_url)
    log = settings.data_dir / "run.log"
    environ = {**as_environ(settings), **plain_environ()}
    try:
        with started(log, [str(ROOT / "bin" / "run")], environ) as process:
            wait_answering(process, log, settings.port, "/readyz")
            yield House(settings, account, process.pid, books)
    finally:
        books.dispose()


def _connected(app: Flask) -> Account:
    with app.app_context():
        upgrade()
        channel = make_channel(make_organization().id)
        account = Account(channel.id, f"/webhooks/line/{channel.webhook_key}", channel.line_bot_id)
        db.session.remove()
        db.engine.dispose()
    return account
