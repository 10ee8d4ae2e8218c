"""Shared by all tests: an app on a real database, and the cast of two organizations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.app import create_app
from qontak_line.config import Settings, load
from qontak_line.db import db
from tests.compiled import COMPILED, keep_routes
from tests.databases import Databases, Given, PostgresDatabases, SqliteFiles
from tests.factories import Cast, make_cast, open_session
from tests.servers.proxy import Proxy

T = TypeVar("T")

KEY = Fernet.generate_key().decode()

keep_routes()


def settings_for(data_dir: Path, **given: str) -> Settings:
    """Settings of a test: nothing of the machine's environment reaches them."""
    environ = {"DATA_DIR": str(data_dir), "SECRET_KEY": "only-for-tests-" * 3, "ENCRYPTION_KEYS": KEY}
    return load({**environ, **given}, env_file=data_dir / "no.env")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgresql"], default="sqlite", help="what apps keep their rows in")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--db postgresql`: what keeps rows, but for what speaks of SQLite. Else: what does not need PostgreSQL."""
    on_postgresql = config.getoption("--db") == "postgresql"
    chosen: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        (chosen if _belongs(item, on_postgresql) else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = chosen


def _belongs(item: pytest.Item, on_postgresql: bool) -> bool:
    if not on_postgresql:
        return item.get_closest_marker("postgresql") is None
    return "databases" in getattr(item, "fixturenames", ()) and item.get_closest_marker("sqlite") is None


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    if request.config.getoption("--db") == "sqlite":
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))
        return
    server = PostgresDatabases()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def empty(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a kept database with every table and no row, made once and copied for each test."""
    databases.keep(_filled(databases, tmp_path_factory.mktemp("empty"), db.create_all)[0], "empty")
    return "empty"


@pytest.fixture(scope="session")
def with_cast(databases: Databases, empty: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Cast]:
    """The same with the cast in it."""
    app, cast = _filled(databases, tmp_path_factory.mktemp("cast"), make_cast, empty)
    databases.keep(app, "cast")
    return "cast", cast


def _filled(databases: Databases, folder: Path, fill: Callable[[], T], name: str | None = None) -> tuple[Flask, T]:
    app = create_app(settings_for(folder, **databases.begin(folder, name)))
    with app.app_context():
        return app, fill()


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: Databases, empty: str, tmp_path: Path) -> Iterator[Given]:
    """This test's own: with the cast in it when the test asks for the cast."""
    has_cast = "cast" in request.fixturenames
    given = databases.begin(tmp_path, request.getfixturevalue("with_cast")[0] if has_cast else empty)
    through_proxy = "proxy" in request.fixturenames
    yield databases.through(request.getfixturevalue("proxy"), given) if through_proxy else given
    databases.end(given)


@pytest.fixture
def proxy(databases: PostgresDatabases) -> Iterator[Proxy]:
    """Through which the app of this test reaches PostgreSQL; for tests marked `postgresql`."""
    proxy = Proxy(databases.server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def more_settings() -> dict[str, str]:
    """What is set besides; a folder's conftest may say more."""
    return {}


@pytest.fixture
def settings(tmp_path: Path, database: Given, more_settings: dict[str, str]) -> Settings:
    return settings_for(tmp_path, **database, **more_settings)


def ready_for_tests(app: Flask) -> Flask:
    """No CSRF token asked for (tests of CSRF switch it on), cheap passwords, templates compiled once."""
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PASSWORD_COST=(1, 8, 1))
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = ready_for_tests(create_app(settings))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An app context, for tests that call verbs and queries."""
    with app.app_context():
        yield


@pytest.fixture
def cast(app: Flask, with_cast: tuple[str, Cast]) -> Cast:
    """Admin Dewi, Supervisor Rina, Agents Budi and Sari; Zaki, Admin of another organization; Tono, deactivated."""
    return with_cast[1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[int], FlaskClient]:
    """Give a user's id, get a browser that is signed in as that user."""

    def sign_in(user_id: int) -> FlaskClient:
        browser = app.test_client()
        with app.app_context():
            token = open_session(user_id)
        with browser.session_transaction() as kept:
            kept["_user_id"] = token
        return browser

    return sign_in
