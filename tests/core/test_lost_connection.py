"""A connection that dies after the work was done takes nothing else with it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from qontak_line.db import db
from qontak_line.models import Organization


@pytest.fixture
def dying(app: Flask) -> Flask:
    """Nothing can be rolled back any more."""

    def die(_: Connection) -> None:
        raise OperationalError("ROLLBACK", {}, Exception("the server closed the connection"))

    with app.app_context():
        event.listen(db.engine, "rollback", die)
    return app


def test_it_ends_the_context_in_peace_and_leaves_no_session_behind(dying: Flask) -> None:
    """Sessions are found by the number of their context in memory, which the next request may have."""
    with dying.app_context():
        db.session.scalars(select(Organization)).all()
        assert db.session.registry.has()
    assert not db.session.registry.registry
