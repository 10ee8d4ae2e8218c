"""A stream learns within seconds that its session has ended, wherever it was ended."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from qontak_line.db import db, now, transaction
from qontak_line.live.broker import EVERYTHING, MOST_WAITING, LocalBroker
from qontak_line.models import User, UserSession
from qontak_line.web.live.watch import MOST, MOST_PER_SESSION, MOST_PER_USER, Watch
from tests.factories import Cast, open_session


def session_of(user_id: int) -> int:
    open_session(user_id)
    found = db.session.scalar(select(UserSession.id).where(UserSession.user_id == user_id))
    assert found is not None
    return found


def test_a_living_session_goes_on(app: Flask, context: None, cast: Cast) -> None:
    watch, number = Watch(), session_of(cast.budi)
    watch.enter(number, cast.budi)
    assert watch.is_alive(number, app, ask_now=True)


def test_a_deleted_session_ends(app: Flask, context: None, cast: Cast) -> None:
    watch, number = Watch(), session_of(cast.budi)
    watch.enter(number, cast.budi)
    with transaction() as session:
        session.delete(session.get(UserSession, number))
    assert not watch.is_alive(number, app, ask_now=True)


def test_a_deactivated_user_ends(app: Flask, context: None, cast: Cast) -> None:
    watch, number = Watch(), session_of(cast.budi)
    watch.enter(number, cast.budi)
    with transaction() as session:
        budi = session.get(User, cast.budi)
        assert budi is not None
        budi.deactivated_at = now()
    assert not watch.is_alive(number, app, ask_now=True)


def test_one_user_cannot_take_the_streams_of_all() -> None:
    watch = Watch()
    opened = sum(watch.enter(session_id, 1) for session_id in range(MOST_PER_USER) for _ in range(MOST_PER_SESSION * 2))
    assert opened == MOST_PER_USER
    assert watch.enter(1000, 2)
    for _ in range(MOST_PER_SESSION):
        watch.leave(0, 1)
    assert watch.enter(0, 1)


def test_streams_have_an_end_well_before_the_threads() -> None:
    watch = Watch()
    assert sum(watch.enter(number, number) for number in range(MOST * 2)) == MOST


def test_looks_reach_the_streams_of_their_organization_alone() -> None:
    broker = LocalBroker()
    ours, theirs = broker.open(1), broker.open(2)
    broker.publish(1, "conversation:5")
    broker.publish(1, "conversation:5")
    assert ours.take(0) == ["conversation:5"]
    assert theirs.take(0) == []


def test_a_stream_that_nobody_reads_stays_small() -> None:
    broker = LocalBroker()
    stream = broker.open(1)
    for number in range(MOST_WAITING * 3):
        broker.publish(1, f"conversation:{number}")
    told = stream.take(0)
    assert len(told) <= MOST_WAITING and EVERYTHING in told
