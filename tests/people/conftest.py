"""People who can log in: the cast with a password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qontak_line.actions import passwords
from qontak_line.db import db, transaction
from qontak_line.models import User
from tests.factories import Cast

PASSWORD = "correct horse"

Attempt = Callable[..., TestResponse]


@pytest.fixture
def people(app: Flask, cast: Cast) -> Cast:
    """The cast; everybody's password is `PASSWORD`."""
    with app.app_context():
        password_hash = passwords.hash_password(PASSWORD)
        with transaction() as session:
            for user in session.query(User):
                user.password_hash = password_hash
        db.session.remove()
    return cast


@pytest.fixture
def attempt() -> Attempt:
    """Try to log in with a browser, from an address."""

    def attempt(browser: FlaskClient, username: str, password: str, address: str = "192.0.2.1") -> TestResponse:
        return browser.post(
            "/login",
            data={"username": username, "password": password},
            environ_overrides={"REMOTE_ADDR": address},
        )

    return attempt
