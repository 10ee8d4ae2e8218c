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
from qontak_line.models import Contact, EventState, WebhookEvent
from tests.bench.programs import free_port, plain_environ, started, wait_answering
from tests.factories import make_channel, make_organization

DRAIN_WITHIN = 120.0


@dataclass(frozen=True)
class Account:
    """The connected account, its organization's id, and its door."""

    id: int
    organization: int
    path: str
    bot_id: str


@dataclass(frozen=True)
class House:
    """A running installation. `app`: the same settings and database, here, without threads."""

    settings: Settings
    app: Flask
    account: Account
    pid: int

    def stored(self) -> int:
        """How many events are kept."""
        return self._count(sa.select(sa.func.count()).select_from(WebhookEvent))

    def unprocessed(self) -> int:
        """How many events ended otherwise than processed."""
        return self._count(sa.select(sa.func.count()).where(WebhookEvent.state != EventState.PROCESSED))

    def drain(self) -> float:
        """Wait until every event was worked on; gives the seconds. Raises TimeoutError."""
        waiting = sa.select(sa.func.count()).where(WebhookEvent.state == EventState.RECEIVED)
        return self._wait_none(waiting, "events")

    def wait_profiles(self) -> None:
        """Wait until every customer's name is known. Raises TimeoutError."""
        self._wait_none(sa.select(sa.func.count()).where(Contact.profile_fetched_at.is_(None)), "profiles")

    def _wait_none(self, question: sa.Select[int], what: str) -> float:
        since = time.monotonic()
        while left := self._count(question):
            if time.monotonic() - since > DRAIN_WITHIN:
                raise TimeoutError(f"{left} {what} were left after {DRAIN_WITHIN:.0f} s")
            time.sleep(0.1)
        return time.monotonic() - since

    def _count(self, question: sa.Select[int]) -> int:
        with self.app.app_context(), db.engine.connect() as connection:
            return connection.execute(question).scalar_one()


def settings_in(folder: Path, line_port: int = 9, **given: str) -> Settings:
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


def new_app(settings: Settings) -> Flask:
    """The app on a database of the newest schema, without threads."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    with app.app_context():
        upgrade()
    return app


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """Make the database with an account in it, start the program, and end it."""
    app = new_app(settings)
    with app.app_context():
        channel = make_channel(make_organization().id)
        path = f"/webhooks/line/{channel.webhook_key}"
        account = Account(channel.id, channel.organization_id, path, channel.line_bot_id)
    with running(settings) as pid:
        yield House(settings, app, account, pid)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def running(settings: Settings) -> Iterator[int]:
    """`bin/run`, once it is ready; gives the id of its process and group."""
    log = settings.data_dir / "run.log"
    environ = {**as_environ(settings), **plain_environ()}
    with started(log, [str(ROOT / "bin" / "run")], environ) as process:
        wait_answering(process, log, settings.port, "/readyz")
        yield process.pid
