"""The database goes away while somebody works: they are told so, at whatever moment it went."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from qontak_line.db import db
from tests.factories import Cast


class Away:
    """From the first transaction on that *is_first* tells of, none begins any more."""

    def __init__(self, app: Flask, is_first: Callable[[Connection], bool]) -> None:
        self._is_first, self._is_away = is_first, False
        with app.app_context():
            event.listen(db.engine, "begin", self._begin)

    def _begin(self, connection: Connection) -> None:
        self._is_away = self._is_away or self._is_first(connection)
        if self._is_away:
            raise OperationalError("BEGIN", {}, Exception("the server closed the connection"))


@pytest.fixture
def dewi(cast: Cast, sign_in: Callable[[int], FlaskClient]) -> FlaskClient:
    return sign_in(cast.dewi)


def test_before_anybody_knows_who_asks(app: Flask, dewi: FlaskClient) -> None:
    Away(app, lambda _: True)
    answer = dewi.get("/inbox", headers={"Accept-Language": "id"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert b'lang="id"' in answer.data


def test_when_it_was_known_already(app: Flask, dewi: FlaskClient) -> None:
    """What was loaded of the user is void then, and must not be asked for again."""
    Away(app, lambda connection: bool(connection.get_execution_options().get("writes")))
    answer = dewi.post("/profile/preferences", data={"language": "en", "theme": "dark"})
    assert answer.status_code == 503
    assert b"not available" in answer.data
