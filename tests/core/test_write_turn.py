"""Who writes when many want to: the first to come, the journal before them, and nobody for ever."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from qontak_line.db import db, transaction
from qontak_line.models import Organization
from qontak_line.write_turn import WriteTurn

PATIENT_S = 20.0


def queue_up(turn: WriteTurn, name: str, order: list[str], *, ahead: bool = False) -> threading.Thread:
    """A thread that stands in line by the time this returns."""
    before = turn.waiting()

    def write() -> None:
        assert turn.take(PATIENT_S, ahead=ahead)
        order.append(name)
        turn.leave()

    thread = threading.Thread(target=write)
    thread.start()
    while turn.waiting() == before:
        pass
    return thread


def test_the_first_to_come_goes_first_and_the_journal_before_all() -> None:
    turn, order = WriteTurn(), list[str]()
    assert turn.take(0)
    waiting = [queue_up(turn, name, order, ahead=name == "journal") for name in ("one", "two", "three", "journal")]
    turn.leave()
    for thread in waiting:
        thread.join()
    assert order == ["journal", "one", "two", "three"]


def test_who_gave_up_is_not_waited_for() -> None:
    turn = WriteTurn()
    assert turn.take(0)
    assert not turn.take(0.01)
    assert not turn.take(0.01, ahead=True)
    assert turn.waiting() == 0
    turn.leave()
    assert turn.take(0)


@pytest.mark.sqlite
def test_a_writer_that_waits_too_long_learns_that_the_database_is_busy(context: None, app: Flask) -> None:
    turn: WriteTurn = app.extensions["write_turn"]
    assert turn.take(0)
    with pytest.raises(OperationalError), transaction():
        pytest.fail("somebody else writes")
    turn.leave()
    with transaction() as session:  # nothing of the refused one is left
        session.add(Organization(name="after"))


@pytest.mark.sqlite
def test_whatever_ends_a_transaction_ends_the_turn(context: None, app: Flask) -> None:
    turn: WriteTurn = app.extensions["write_turn"]
    with pytest.raises(ZeroDivisionError), transaction():
        _ = 1 / 0
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("INSERT INTO organization (name) VALUES (NULL)"))
    db.engine.dispose()
    with pytest.raises(RuntimeError), transaction(), transaction():
        pytest.fail("never inside another one")
    assert turn.take(0)
    turn.leave()


@pytest.mark.sqlite
def test_nobody_of_many_is_left_out(app: Flask) -> None:
    """Each writer waits longer for the others than SQLite's own waiting would last, were it not for the line."""
    refused: list[OperationalError] = []

    def write(name: str) -> None:
        with app.app_context():
            for number in range(10):
                try:
                    with transaction() as session:
                        session.add(Organization(name=f"{name} {number}"))
                except OperationalError as problem:
                    refused.append(problem)

    threads = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (len(refused), db.session.scalar(select(func.count()).select_from(Organization))) == (0, 80)
