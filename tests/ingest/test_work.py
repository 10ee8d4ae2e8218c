"""How events are taken: once, the oldest of a chat first, a bad one alone, whatever nudges and workers are lost."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from qontak_line.actions import events, journal
from qontak_line.actions.ingest import adapters, claims
from qontak_line.actions.ingest.claims import Claim
from qontak_line.actions.ingest.process import process
from qontak_line.actions.ingest.told import read
from qontak_line.actions.ingest.work import sweep
from qontak_line.actions.journal_writer import JournalWriter
from qontak_line.db import db, now, transaction
from qontak_line.jobs import Jobs
from qontak_line.models import EventState, Message, ReplyToken, WebhookEvent
from tests.factories import Cast, make_channel
from tests.ingest.conftest import Take, bubbles, conversations, the_conversation
from tests.webhooks.line_posts import OTHER_USER, body_of, event, message, text, user_source

RECEIVED, QUARANTINED, PROCESSED = EventState.RECEIVED, EventState.QUARANTINED, EventState.PROCESSED


def rows() -> list[WebhookEvent]:
    db.session.remove()
    return list(db.session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))


def claim_one() -> Claim | None:
    return next(iter(claims.claim()), None)


def finish(*claimed: Claim) -> None:
    process([read(claim) for claim in claimed])


def let_time_pass() -> None:
    with transaction() as session:
        past = now() - timedelta(seconds=1)
        waits = session.execute(update(WebhookEvent).values(next_attempt_at=past, leased_until=None))
        assert waits


def test_a_webhook_nudges_the_worker(app: Flask, channel_id: int) -> None:
    journal.record(channel_id, body_of(text("halo")))
    jobs: Jobs = app.extensions["jobs"]
    assert jobs.run_waiting() > 0
    assert [row.state for row in rows()] == [PROCESSED]


def test_a_lost_nudge_is_made_up_for(app: Flask, channel_id: int) -> None:
    journal.record(channel_id, body_of(text("halo")))
    jobs: Jobs = app.extensions["jobs"]
    jobs.huey.storage.flush_queue()
    jobs.run_timers()
    assert [row.state for row in rows()] == [PROCESSED]


def test_of_a_chat_the_oldest_event_is_first_and_chats_take_turns(app: Flask, cast: Cast, channel_id: int) -> None:
    quiet = make_channel(cast.organization).id
    other = {"source": user_source(OTHER_USER)}
    journal.record(channel_id, body_of(text("3", 30), text("1", 10), text("2", 20), text("other", 40, event=other)))
    journal.record(quiet, body_of(text("quiet", 50)))
    order = []
    while claimed := claim_one():
        order.append(json.loads(claimed.body or b"")["message"]["text"])
        finish(claimed)
    assert order.index("1") < order.index("2") < order.index("3")
    assert order.index("quiet") < 2
    assert order.index("other") < 4


def test_while_a_chat_is_worked_on_nobody_else_takes_its_next_event(channel_id: int) -> None:
    journal.record(
        channel_id, body_of(text("1", 10), text("2", 20), text("b", 5, event={"source": user_source(OTHER_USER)}))
    )
    first, second = claim_one(), claim_one()
    assert first
    assert second
    assert claims.claim() == []
    finish(first)
    assert len(claims.claim()) == 1


def test_a_worker_that_lost_its_claim_changes_nothing(channel_id: int) -> None:
    journal.record(channel_id, body_of(text("once")))
    stalled = claim_one()
    let_time_pass()
    successor = claim_one()
    assert stalled
    assert successor
    finish(stalled)
    claims.put_back(stalled.id, stalled.attempt, "too late")
    claims.give_back([stalled])
    assert bubbles() == []
    finish(successor)
    finish(successor)
    finish(stalled)
    assert len(bubbles()) == 1
    assert the_conversation().unread_count == 1


def test_two_workers_apply_nothing_twice(app: Flask, channel_id: int) -> None:
    told = [text(str(number), number, event={"source": user_source(f"U{number % 3:032x}")}) for number in range(30)]
    journal.record(channel_id, body_of(*told))

    def run() -> None:
        with app.app_context():
            sweep()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while any(row.state is RECEIVED for row in rows()):
        sweep()
    assert len(bubbles()) == 30
    assert [conversation.unread_count for conversation in conversations()] == [10, 10, 10]


def test_a_malformed_event_is_set_aside_alone(take: Take) -> None:
    take(text("before", 1), message("text", 2, text=5), event("unsend", 3, unsend=None), text("after", 4))
    assert [row.state for row in rows()] == [PROCESSED, QUARANTINED, QUARANTINED, PROCESSED]
    assert rows()[1].error == "message.text: no text"
    assert [bubble.text for bubble in bubbles()] == ["before", "after"]


def test_what_fails_is_tried_five_times_and_holds_up_nobody(
    channel_id: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    apply = adapters.apply

    def fail_on_poison(arrival: Any, event: Any) -> EventState:
        state = apply(arrival, event)
        if "poison" in str(arrival.raw):
            raise ValueError("poison: what the customer said")
        return state

    monkeypatch.setattr(adapters, "apply", fail_on_poison)
    for told in (text("poison", 1), text("good", 2)):
        journal.record(channel_id, body_of(told))
    for attempt in range(1, 6):
        sweep()
        assert [row.attempts for row in rows()] == [attempt, 1]
        assert [bubble.text for bubble in bubbles()] == ["good"]
        sweep()  # not due yet
        let_time_pass()
    sweep()
    assert [row.state for row in rows()] == [QUARANTINED, PROCESSED]
    assert (rows()[0].error or "").startswith("ValueError < fail_on_poison")
    assert "what the customer said" not in caplog.text


def test_an_event_that_kills_its_worker_is_found_out(channel_id: int) -> None:
    journal.record(channel_id, body_of(text("kills", 1)))
    for _ in range(5):
        assert claim_one() is not None  # and then the worker is gone
        let_time_pass()
    assert claims.claim() == []
    [row] = rows()
    assert (row.state, row.error) == (QUARANTINED, claims.KILLED)


def test_a_database_that_is_away_is_not_the_events_fault(channel_id: int) -> None:
    journal.record(channel_id, body_of(text("patient", 1)))
    for _ in range(8):
        claimed = claims.claim()
        assert claimed
        claims.give_back(claimed)
    assert claim_one() is not None


def test_a_quarantined_event_can_be_replayed(channel_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.record(channel_id, body_of(text("again", 1)))
    for _ in range(6):
        claims.claim()
        let_time_pass()
    event_id = rows()[0].id
    with transaction():
        events.replay(event_id)
    sweep()
    assert [bubble.text for bubble in bubbles()] == ["again"]
    for other in (event_id, 999):
        with pytest.raises(events.CannotReplay), transaction():
            events.replay(other)


def test_a_body_that_was_no_webhook_can_not_be_replayed(channel_id: int) -> None:
    with pytest.raises(journal.NotAWebhook):
        journal.record(channel_id, b"{}")
    event_id = rows()[0].id
    with pytest.raises(events.CannotReplay), transaction():
        events.replay(event_id)


def test_old_bytes_go_and_ids_stay(take: Take, channel_id: int) -> None:
    at = int(now().timestamp() * 1000)
    take(text("old", 1), message("text", 2, text=5), event("follow", timestamp=at, replyToken="token"))
    fresh = text("fresh", 3)
    take(fresh)
    long_ago = now() - timedelta(days=31)
    with transaction() as session:
        old = [row.id for row in rows()][:3]
        session.execute(update(WebhookEvent).where(WebhookEvent.id.in_(old)).values(received_at=long_ago))
        session.execute(update(ReplyToken).values(received_at=long_ago))
    events.forget_old()
    assert [row.body is None for row in rows()] == [True, True, True, False]
    assert db.session.scalars(select(ReplyToken)).all() == []
    take(fresh)
    assert len(rows()) == 4


def test_the_writer_thread_stores_what_comes_together(app: Flask, channel_id: int, cast: Cast) -> None:
    writer = JournalWriter(app)
    writer.start()
    gone = make_channel(cast.organization, state="disconnected").id
    results: list[str] = []

    def record(number: int) -> None:
        with app.app_context():
            try:
                journal.record(gone if number == 7 else channel_id, body_of(text(str(number), number)))
                results.append("stored")
            except journal.ChannelClosed:
                results.append("closed")

    threads = [threading.Thread(target=record, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["closed"] + ["stored"] * 19
    assert len(rows()) == 19
    with pytest.raises(journal.NotAWebhook):
        journal.record(channel_id, b"{}")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["message", "messageEdited", "unsend", "follow", "leave", "memberJoined", "postback", "beacon", "x"]
)
PARTS = st.dictionaries(
    st.sampled_from(
        ["id", "type", "text", "messageId", "data", "latitude", "fileName", "members", "emojis", "mention"]
    ),
    JSON | st.sampled_from(["text", "image", "sticker", "location", "1", "2"]),
    max_size=5,
)
EVENTS = st.fixed_dictionaries(
    {"type": KINDS, "timestamp": st.integers(0, 10**13)},
    optional={
        "message": PARTS | JSON,
        "unsend": PARTS,
        "joined": PARTS,
        "postback": PARTS,
        "beacon": PARTS,
        "source": JSON | st.sampled_from([user_source(), {"type": "group", "groupId": "C1"}]),
        "replyToken": st.text(max_size=5) | JSON,
        "mode": st.sampled_from(["active", "standby", "other"]),
        "webhookEventId": JSON,
        "deliveryContext": JSON,
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EVENTS | JSON, max_size=4))
def test_whatever_line_says_ends_processed_or_set_aside(channel_id: int, told: list[Any]) -> None:
    with transaction() as session:
        for model in (ReplyToken, Message, WebhookEvent):
            session.query(model).delete()
    journal.record(channel_id, body_of(*told))
    sweep()
    for row in rows():
        assert row.state is not RECEIVED
        assert row.attempts == 1, row.error
