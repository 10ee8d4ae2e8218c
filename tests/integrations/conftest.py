"""The app served over HTTP beside a real simulator, and one LINE account to connect."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from qontak_line.actions.channels import budget
from qontak_line.db import db
from qontak_line.models import Channel, Installation
from qontak_line.simulator import SimulatorServer, accounts, knobs, run_in_thread, tokens
from qontak_line.simulator.server import QuietHandler
from tests.factories import Cast


@dataclass
class LineAccount:
    """One Official Account of the simulator, with what its console shows."""

    server: SimulatorServer
    channel_id: str
    token: str

    @property
    def now(self) -> accounts.Account:
        return accounts.get(self.server.platform, self.channel_id)

    @property
    def secret(self) -> str:
        return self.now.secret

    def knob(self, target: str, fault: str, **more: Any) -> None:
        knobs.turn(self.server.platform, self.now, target, fault, **more)

    def heal(self) -> None:
        knobs.switch_off(self.server.platform, self.now)

    def calls(self, method: str = "%", path: str = "%") -> int:
        """How often LINE was asked about this account."""
        found = self.server.platform.store.value(
            "select count(*) from request where channel_id = ? and method like ? and path like ?",
            self.channel_id,
            method,
            path,
        )
        return int(found)


@pytest.fixture(scope="session")
def line_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    server = run_in_thread(tmp_path_factory.mktemp("line") / "line.sqlite3", seed=False)
    yield server
    server.stop()


@pytest.fixture
def make_account(line_server: SimulatorServer) -> Callable[..., LineAccount]:
    def make(name: str = "Toko Melati", **options: Any) -> LineAccount:
        made = accounts.create(line_server.platform, name, **options)
        return LineAccount(line_server, made.channel_id, tokens.issue(line_server.platform, made))

    return make


@pytest.fixture
def account(make_account: Callable[..., LineAccount]) -> LineAccount:
    return make_account()


@pytest.fixture
def door() -> Iterator[Any]:
    """A listening address; who calls it reaches `door.app` once that is set."""
    door = Flask("not yet")
    server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(2)


@pytest.fixture
def more_settings(line_server: SimulatorServer, door: Any) -> dict[str, str]:
    return {"LINE_API_URL": line_server.url, "PUBLIC_URL": f"http://127.0.0.1:{door.port}"}


@pytest.fixture
def served(app: Flask, door: Any) -> Flask:
    """The app, reachable for the simulator's webhooks."""
    door.app = app
    return app


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hanging LINE is given up early."""
    monkeypatch.setattr(budget, "CALL_S", 0.6)


@pytest.fixture
def dewi(served: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]) -> FlaskClient:
    return sign_in(cast.dewi)


def form_id_of(page: TestResponse) -> str:
    found = re.search(r'name="form_id"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def install(browser: FlaskClient, secret: str, token: str, form_id: str | None = None) -> TestResponse:
    """Fill in the Add form and press Install."""
    if form_id is None:
        form_id = form_id_of(browser.get("/integrations/line/new"))
    fields = {"channel_secret": secret, "channel_access_token": token, "form_id": form_id}
    return browser.post("/integrations/line/new", data=fields)


def connected(browser: FlaskClient, account: LineAccount) -> int:
    """Install it and give the channel's id."""
    answer = install(browser, account.secret, account.token)
    assert answer.status_code == 303, answer.text
    with browser.application.app_context():
        found = db.session.query(Channel.id).filter_by(line_channel_id=account.channel_id).one()
        return int(found[0])


def channel(app: Flask, channel_id: int) -> Channel:
    """The row as it is now."""
    with app.app_context():
        found = db.session.get(Channel, channel_id)
        assert found is not None
        with suppress(AttributeError):
            _ = found.organization.name
        db.session.expunge_all()
        return found


def counts(app: Flask) -> tuple[int, int]:
    """Channels, installations."""
    with app.app_context():
        return db.session.query(Channel).count(), db.session.query(Installation).count()


def popup(answer: TestResponse) -> str:
    """The text of the page's open dialog; empty when there is none."""
    found = re.search(r"<dialog open.*?</dialog>", answer.text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""
