"""Shared by all tests: an app on a real SQLite file, and the cast of two organizations."""

from __future__ import annotations

import shutil
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
from tests.factories import Cast, make_cast, open_session

T = TypeVar("T")

KEY = Fernet.generate_key().decode()

keep_routes()


def settings_for(data_dir: Path, **given: str) -> Settings:
    """Settings of a test: nothing of the machine's environment reaches them."""
    environ = {"DATA_DIR": str(data_dir), "SECRET_KEY": "only-for-tests-" * 3, "ENCRYPTION_KEYS": KEY}
    return load({**environ, **given}, env_file=data_dir / "no.env")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row, made once and copied for each test."""
    return _made(tmp_path_factory.mktemp("empty"), lambda: None)[0]


@pytest.fixture(scope="session")
def cast_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The same with the cast in it."""
    return _made(tmp_path_factory.mktemp("cast"), make_cast)


def _made(folder: Path, fill: Callable[[], T]) -> tuple[Path, T]:
    app = create_app(settings_for(folder))
    with app.app_context():
        db.create_all()
        filled = fill()
        db.session.remove()
        db.engine.dispose()
    return folder / "qontak_line.sqlite3", filled


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Path:
    """The file that this test begins with: with the cast when the test asks for it."""
    if "cast" in request.fixturenames:
        path: Path = request.getfixturevalue("cast_database")[0]
        return path
    empty: Path = request.getfixturevalue("empty_database")
    return empty


@pytest.fixture
def more_settings() -> dict[str, str]:
    """What is set besides; a folder's conftest may say more."""
    return {}


@pytest.fixture
def settings(tmp_path: Path, database: Path, more_settings: dict[str, str]) -> Settings:
    shutil.copy(database, tmp_path / "qontak_line.sqlite3")
    return settings_for(tmp_path, **more_settings)


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
def cast(app: Flask, cast_database: tuple[Path, Cast]) -> Cast:
    """Admin Dewi, Supervisor Rina, Agents Budi and Sari; Zaki, Admin of another organization; Tono, deactivated."""
    return cast_database[1]


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
