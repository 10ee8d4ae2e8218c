"""Events are taken many at once, and each stands for itself: who is bad, tried before or loud costs no other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as hook
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from qontak_line.actions import journal
from qontak_line.actions.ingest import adapters, attempt, claims, process
from qontak_line.actions.ingest.claims import Claim
from qontak_line.actions.ingest.pace import Pace
from qontak_line.actions.ingest.told import read
from qontak_line.actions.ingest.turns import MOST_OF_A_CHAT
from qontak_line.actions.ingest.work import sweep
from qontak_line.db import db, now, transaction
from qontak_line.jobs import Jobs, task
from qontak_line.models import Channel, EventState, Message, WebhookEvent
from tests.factories import Cast, make_channel
from tests.ingest.conftest import conversations
from tests.webhooks.line_posts import body_of, message, text, user_source

QUARANTINED, PROCESSED = EventState.QUARANTINED, EventState.PROCESSED

holding, let_go = threading.Event(), threading.Event()


@task
def hold_the_worker() -> None:
    holding.set()
    let_go.wait(30)


def chat(number: int) -> dict[str, Any]:
    return {"source": user_source(f"U{number:032x}")}


def bring(channel_id: int, *events: dict[str, Any]) -> None:
    journal.record(channel_id, body_of(*events))


def words_of(claimed: list[Claim]) -> list[str]:
    return [json.loads(claim.body or b"")["message"]["text"] for claim in claimed]


def attempts() -> dict[str, int]:
    db.session.remove()
    rows = db.session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)).all()
    return {json.loads(row.body or b"")["message"]["text"]: row.attempts for row in rows}


def states() -> list[EventState]:
    """In the order of what LINE told, not of our ids."""
    db.session.remove()
    return list(db.session.scalars(select(WebhookEvent.state).order_by(WebhookEvent.timestamp_ms)))


def said() -> list[str]:
    db.session.remove()
    return list(db.session.scalars(select(Message.text).order_by(Message.id)))


def let_leases_end() -> None:
    with transaction() as session:
        session.execute(update(WebhookEvent).values(leased_until=now() - timedelta(seconds=1)))


def test_a_batch_holds_many_chats_each_in_its_order(channel_id: int) -> None:
    bring(channel_id, *(text(f"{number}-{at}", at, event=chat(number)) for at in (3, 1, 2) for number in range(5)))
    taken = words_of(claims.claim(50))
    assert sorted(taken) == sorted(f"{number}-{at}" for number in range(5) for at in (1, 2, 3))
    for number in range(5):
        assert [word for word in taken if word.startswith(f"{number}-")] == [f"{number}-{at}" for at in (1, 2, 3)]
    assert claims.claim(50) == []


def test_no_batch_is_larger_than_asked_for_and_a_chat_goes_on_where_it_was_cut(channel_id: int) -> None:
    bring(channel_id, *(text(str(number), number) for number in range(7)))
    first = claims.claim(4)
    assert words_of(first) == ["0", "1", "2", "3"]
    assert claims.claim(4) == []
    process.process([read(claim) for claim in first])
    assert words_of(claims.claim(4)) == ["4", "5", "6"]


def test_a_loud_chat_and_a_loud_channel_leave_room_for_the_quiet(channel_id: int, cast: Cast) -> None:
    quiet = make_channel(cast.organization).id
    loud = [text(f"loud {number:03}", number, event=chat(1)) for number in range(3 * MOST_OF_A_CHAT)]
    bring(channel_id, *loud, text("small", 500, event=chat(2)))
    bring(quiet, text("quiet", 900))
    taken = words_of(claims.claim(3 * MOST_OF_A_CHAT))
    assert {"small", "quiet"} <= set(taken)
    assert len([word for word in taken if word.startswith("loud")]) <= MOST_OF_A_CHAT


def test_a_channel_between_loud_ones_has_its_turn_before_theirs_comes_again(cast: Cast, context: None) -> None:
    channels = [make_channel(cast.organization).id for _ in range(12)]
    for number, channel in enumerate(channels):
        bring(channel, *(text(f"{number}", at, event=chat(at)) for at in range(1 if number == 11 else 30)))
    taken: list[str] = []
    while "11" not in taken:
        taken += words_of(claims.claim(20))
    assert max(map(taken.count, map(str, range(11)))) <= 2 * -(-20 // 8)


def test_of_a_batch_whose_worker_died_each_event_comes_alone(channel_id: int) -> None:
    bring(channel_id, *(text(f"{number}", event=chat(number)) for number in range(5)))
    assert len(claims.claim(50)) == 5  # and then the worker is gone
    let_leases_end()
    assert [len(claims.claim(50)) for _ in range(6)] == [1, 1, 1, 1, 1, 0]


def test_what_was_tried_before_and_what_is_new_take_turns(channel_id: int) -> None:
    bring(channel_id, *(text(f"old {number}", event=chat(number)) for number in range(3)))
    assert len(claims.claim(50)) == 3
    let_leases_end()
    sizes, taken = [], []
    for turn in range(8):  # new ones never cease
        bring(channel_id, *(text(f"new {turn}", event=chat(10 + number)) for number in range(4)))
        claimed = claims.claim(4)
        process.process([read(claim) for claim in claimed])
        sizes.append(len(claimed))
        taken += words_of(claimed)
    assert sorted(sizes) == [1, 1, 1, 4, 4, 4, 4, 4]
    assert len([word for word in taken if word.startswith("old")]) == 3


def test_what_follows_a_tried_event_in_its_chat_waits_for_it(channel_id: int) -> None:
    bring(channel_id, text("1", 1), text("2", 2))
    assert words_of(claims.claim(1)) == ["1"]
    let_leases_end()
    [again] = claims.claim(50)
    assert words_of([again]) == ["1"]
    assert claims.claim(50) == []
    process.process([read(again)])
    assert words_of(claims.claim(50)) == ["2"]


def test_what_comes_late_waits_while_its_chat_is_worked_on(channel_id: int) -> None:
    bring(channel_id, text("second", 20))
    [second] = claims.claim(50)
    bring(channel_id, text("first", 10))
    assert claims.claim(50) == []
    process.process([read(second)])
    assert words_of(claims.claim(50)) == ["first"]


class Death(BaseException):
    """Of the process: nothing catches it."""


def test_an_event_that_kills_is_set_aside_alone_and_its_company_is_done(
    channel_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply, deaths = adapters.apply, []

    def die_of_poison(arrival: Any, event: Any) -> EventState:
        if "poison" in str(arrival.raw):
            deaths.append(1)
            raise Death
        return apply(arrival, event)

    monkeypatch.setattr(adapters, "apply", die_of_poison)
    words = [*(f"good {number}" for number in range(20)), "poison", "after it"]
    bring(channel_id, *(text(word, at, event=chat(min(at, 20))) for at, word in enumerate(words)))
    for _ in range(30):
        try:
            sweep()
        except Death:
            let_leases_end()
    assert len(deaths) == claims.MOST_ATTEMPTS
    assert states() == [PROCESSED] * 20 + [QUARANTINED, PROCESSED]
    assert sorted(said()) == sorted(word for word in words if word != "poison")
    assert max(count for word, count in attempts().items() if word != "poison") <= 2


def test_one_that_fails_takes_nobody_with_it(channel_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    apply = adapters.apply

    def fail_on_bad(arrival: Any, event: Any) -> EventState:
        state = apply(arrival, event)
        if "bad" in str(arrival.raw):
            raise ValueError
        return state

    monkeypatch.setattr(adapters, "apply", fail_on_bad)
    bring(channel_id, *(text("bad" if at == 4 else f"{at}", at, event=chat(at % 3)) for at in range(9)))
    bring(channel_id, message("text", 20, text=5))
    sweep()
    assert sorted(said()) == [str(at) for at in range(9) if at != 4]
    assert states() == [PROCESSED] * 4 + [EventState.RECEIVED] + [PROCESSED] * 4 + [QUARANTINED]


def test_a_database_that_is_busy_for_a_moment_delays_nothing(channel_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(channel_id, *(text(f"{number}", event=chat(number)) for number in range(5)))
    process_batch, problems = process.process, [OperationalError("BEGIN", None, Exception("locked"))] * 2

    def busy_twice(batch: Any) -> None:
        if problems:
            raise problems.pop()
        process_batch(batch)

    monkeypatch.setattr(attempt, "process", busy_twice)
    sweep()
    assert states() == [PROCESSED] * 5
    assert set(attempts().values()) == {1}


def test_a_database_that_is_away_for_long_costs_no_attempt(channel_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(channel_id, *(text(f"{number}", event=chat(number)) for number in range(5)))

    def away(batch: Any) -> None:
        raise OperationalError("BEGIN", None, Exception("gone"))

    monkeypatch.setattr(attempt, "PATIENCE_S", 0.0)
    with monkeypatch.context() as gone:
        gone.setattr(attempt, "process", away)
        sweep()
    assert set(attempts().values()) == {0}
    sweep()
    assert states() == [PROCESSED] * 5


def test_part_of_a_batch_that_was_lost_is_passed_over(channel_id: int) -> None:
    bring(channel_id, *(text(f"{number}", number, event=chat(number)) for number in range(4)))
    stalled = claims.claim(50)
    with transaction() as session:
        lost = WebhookEvent.id.in_([claim.id for claim in stalled[:2]])
        session.execute(update(WebhookEvent).where(lost).values(attempts=2))
    process.process([read(claim) for claim in stalled])
    assert sorted(said()) == ["2", "3"]


def test_several_workers_keep_the_order_of_each_chat_and_apply_nothing_twice(
    app: Flask, cast: Cast, context: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "size", 4)
    for channel in [make_channel(cast.organization).id for _ in range(3)]:
        bring(channel, *(text(f"{at:02}", at, event=chat(at % 3)) for at in range(30)))

    def run() -> None:
        with app.app_context():
            for _ in range(50):
                sweep()
                if EventState.RECEIVED not in states():
                    return

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == [PROCESSED] * 90
    assert [room.unread_count for room in conversations()] == [10] * 9
    for room in conversations():
        of_room = select(Message.text).where(Message.conversation_id == room.id).order_by(Message.id)
        words = list(db.session.scalars(of_room))
        assert words == sorted(words)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        ran.append(statement)

    with app.app_context():
        engine = db.engine
    hook.listen(engine, "before_cursor_execute", note)
    yield ran
    hook.remove(engine, "before_cursor_execute", note)


def test_a_batch_of_many_asks_no_more_often_than_one_of_few(channel_id: int, statements: list[str]) -> None:
    counts = []
    for many in (2, 2, 40):
        bring(channel_id, *(text("hi", many + at, event=chat(at % 20)) for at in range(many)))
        del statements[:]
        process.process([read(claim) for claim in claims.claim(many)])
        counts.append(len([one for one in statements if not one.startswith("INSERT INTO message")]))
    assert max(counts) <= 30


def test_the_channel_is_noted_once_for_a_batch(channel_id: int, statements: list[str]) -> None:
    bring(channel_id, *(text("hi", at, event=chat(at)) for at in range(10)))
    sweep()
    assert len([one for one in statements if one.startswith("UPDATE channel")]) == 1
    assert db.session.get_one(Channel, channel_id).last_event_at is not None


def test_incoming_messages_wait_for_no_other_task(app: Flask, channel_id: int) -> None:
    holding.clear()
    let_go.clear()
    jobs: Jobs = app.extensions["jobs"]
    jobs.start(threads=1)
    try:
        hold_the_worker.nudge()
        assert holding.wait(10)
        bring(channel_id, text("halo"))
        assert jobs.waiting() == 0
        deadline = time.monotonic() + 20
        while not db.session.scalar(select(func.count(Message.id))) and time.monotonic() < deadline:
            db.session.rollback()
            time.sleep(0.02)
        assert said() == ["halo"]
    finally:
        let_go.set()
        jobs.stop(10)
