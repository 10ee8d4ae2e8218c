"""An app whose LINE is a running simulator, and one conversation with a person who is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from qontak_line import failpoints
from qontak_line.actions.deliver.backoff import wait_after
from qontak_line.simulator.server import SimulatorServer, run_in_thread
from tests.deliver.scene import LONGER, Scene
from tests.factories import Cast

WAIT = "qontak_line.actions.deliver.record.wait_after"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    """One for all tests of a module; each has an account of its own there."""
    server = run_in_thread(tmp_path_factory.mktemp("line") / "line.sqlite3")
    yield server
    server.stop()


@pytest.fixture
def more_settings(line: SimulatorServer) -> dict[str, str]:
    return {"LINE_API_URL": line.url}


@pytest.fixture
def scene(app: Flask, cast: Cast, line: SimulatorServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """No wait between two attempts ends by itself, however slow the machine is: tests say when time has passed."""
    monkeypatch.setattr(WAIT, lambda attempts, reason: wait_after(attempts, reason) + LONGER)
    with app.app_context():
        yield Scene(app, cast, line.url)
        failpoints.hooks.clear()
