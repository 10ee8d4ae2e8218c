"""One world for all laws, copied for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qontak_line.app import create_app
from qontak_line.db import db
from qontak_line.web.auth.ledger import MemoryLedger
from tests.conftest import ready_for_tests, settings_for
from tests.databases import Databases
from tests.laws.routes import Route, parameters
from tests.laws.world import Values, World, make_world

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there: what would go to LINE finds it unreachable at once."""

Ask = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, databases: Databases, empty: str) -> World:
    folder = tmp_path_factory.mktemp("world")
    return make_world(create_app(settings_for(folder, **databases.begin(folder, empty))), databases)


@pytest.fixture(scope="session")
def only_app(tmp_path_factory: pytest.TempPathFactory, world: World, databases: Databases) -> Flask:
    folder = tmp_path_factory.mktemp("laws")
    app = create_app(settings_for(folder, LINE_API_URL=NOWHERE, **databases.begin(folder)))
    world.put_files(app)
    return app


@pytest.fixture
def app(only_app: Flask, world: World) -> Iterator[Flask]:
    """The same app for every law, on a world that nobody has touched yet."""
    ready_for_tests(only_app).extensions["tries"] = MemoryLedger()
    world.reset(only_app)
    yield only_app
    with only_app.app_context():
        db.session.remove()
        db.engine.dispose()


def path_of(route: Route, values: Values) -> str:
    """The address; a parameter that the world does not know must be told to it."""
    path, _ = route
    for parameter in parameters(route):
        assert parameter in values, f"tests/laws/world.py: say in World.values() what {parameter!r} of {path} is"
        for kind in ("", "int:", "path:", "string:", "uuid:"):
            path = path.replace(f"<{kind}{parameter}>", str(values[parameter]))
    return path


@pytest.fixture
def ask() -> Ask:
    """Open a route with a browser; streams are closed as soon as their headers are there."""

    def ask(browser: FlaskClient, route: Route, values: Values, **more: Any) -> TestResponse:
        answer = browser.open(path_of(route, values), method=route[1], **more)
        if answer.is_streamed and answer.mimetype == "text/event-stream":
            answer.close()
        return answer

    return ask
