"""Transactions: one writer at a time, nothing half, and what is told only after the commit."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from qontak_line.db import db, on_commit, transaction
from qontak_line.models import Organization


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 1000), ("secure_delete", 1)],
)
def test_each_sqlite_connection_has_its_pragmas(context: None, pragma: str, value: object) -> None:
    assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_an_error_holds_nothing_of_the_row(context: None) -> None:
    """It is logged, and rows hold what customers write."""
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        session.execute(text("INSERT INTO organization (name) VALUES (:words)"), {"words": "call me on 0812-345"})
    assert "0812-345" not in str(caught.value)


def test_what_fails_is_rolled_back_and_tells_nobody(context: None) -> None:
    told: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.add(Organization(name="half"))
        session.flush()
        on_commit(lambda: told.append("changed"))
        _ = 1 / 0
    assert db.session.scalar(select(func.count()).select_from(Organization)) == 0
    assert told == []


def test_what_fails_after_the_commit_undoes_nothing_and_keeps_nothing_from_the_rest(
    context: None, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    with transaction() as session:
        session.add(Organization(name="whole"))
        on_commit(lambda: print(1 / 0))
        on_commit(lambda: told.append("changed"))
    assert told == ["changed"]
    assert db.session.scalar(select(func.count()).select_from(Organization)) == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_reader_that_turns_writer_sees_the_newest_state(app: Flask) -> None:
    """With a plain BEGIN the second writer would fail at once: its snapshot is older than the other's commit."""
    with app.app_context():
        with transaction() as session:
            session.add(Organization(name="start"))
        assert db.session.scalar(select(Organization.name)) == "start"  # a read snapshot is open now

        def write_elsewhere() -> None:
            with app.app_context(), transaction() as other:
                other.execute(text("UPDATE organization SET name = 'elsewhere'"))

        thread = threading.Thread(target=write_elsewhere)
        thread.start()
        thread.join()
        with transaction() as session:
            assert session.scalar(select(Organization.name)) == "elsewhere"
            session.execute(text("UPDATE organization SET name = 'here'"))


def test_many_counters_lose_no_update(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.add(Organization(name="0"))

    def add_one() -> None:
        for _ in range(10):
            with app.app_context(), transaction() as session:
                row = session.scalar(select(Organization).with_for_update())
                assert row is not None
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalar(select(Organization.name)) == "40"


def test_a_transaction_inside_another_is_refused(context: None) -> None:
    with transaction(), pytest.raises(RuntimeError), transaction():
        pass
