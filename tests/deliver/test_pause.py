"""What holds a whole channel: one probe at a time, the reason on everything that waits, and an end at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qontak_line.actions.deliver import deliver, release
from qontak_line.actions.deliver.pause import UNANSWERED_LIMIT
from qontak_line.actions.messages.retry import retry
from qontak_line.db import db, transaction
from qontak_line.models import Channel, Conversation, Delivery, Health, SendingPause
from tests.deliver.scene import Scene, Wire, seconds_until


@pytest.fixture
def chats(scene: Scene) -> list[Conversation]:
    return [scene.conversation, scene.talk(1), scene.talk(2)]


def pause_of(scene: Scene) -> SendingPause | None:
    db.session.rollback()
    return db.session.scalar(select(SendingPause).execution_options(populate_existing=True))


def test_a_refused_token_holds_the_channel_after_one_request(scene: Scene, chats: list[Conversation]) -> None:
    scene.line.delete(f"{scene.line.base}/tokens")
    waiting = [scene.say(f"{chat.id}", chat) for chat in chats]
    scene.work()
    scene.sweep()
    assert [scene.outcome(one) for one in waiting] == [("queued", "token_refused")] * 3
    paused = pause_of(scene)
    assert paused is not None and paused.probe_at is not None
    assert 290 < seconds_until(paused.probe_at) <= 300
    assert attempts(scene) == 1
    scene.pass_time()
    scene.sweep()
    scene.sweep()
    assert attempts(scene) == 2
    channel = db.session.get_one(Channel, scene.channel.id, populate_existing=True)
    assert channel.health is Health.RED and channel.last_error


def attempts(scene: Scene) -> int:
    """Requests that were made; those with a bad token are nobody's in LINE's ledger."""
    db.session.rollback()
    return sum(db.session.scalars(select(Delivery.attempts)))


def test_a_new_token_releases_everything_at_once(scene: Scene, chats: list[Conversation]) -> None:
    scene.line.delete(f"{scene.line.base}/tokens")
    waiting = [scene.say(f"{number}", chat) for number in range(2) for chat in chats]
    scene.work()
    fresh = scene.line.post(f"{scene.line.base}/tokens")["token"]
    with transaction() as session:
        session.get_one(Channel, scene.channel.id).token_sealed = scene.app.extensions["sealer"].seal(fresh)
        release(scene.channel.id)
    scene.work()
    assert [scene.outcome(one) for one in waiting] == [("accepted", None)] * 6
    assert pause_of(scene) is None


def test_a_token_that_can_not_be_opened_holds_and_reaches_nobody(scene: Scene) -> None:
    good = scene.channel.token_sealed
    with transaction():
        scene.channel.token_sealed = "damaged"
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == ("queued", "unreadable")
    assert scene.requests() == []
    with transaction() as session:
        session.get_one(Channel, scene.channel.id).token_sealed = good
        release(scene.channel.id)
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)


def test_the_monthly_limit_holds_pushes_and_lets_replies_through(scene: Scene, chats: list[Conversation]) -> None:
    scene.line.change(quota_value=0)
    held = scene.say("satu")
    other = scene.say("lain", chats[1])
    scene.work()
    scene.sweep()
    assert scene.outcome(held) == scene.outcome(other) == ("queued", "monthly_limit")
    assert len(scene.requests()) == 1
    scene.reply_token()  # the customer wrote
    scene.sweep()
    assert scene.outcome(held) == ("accepted", None)
    assert scene.outcome(other) == ("queued", "monthly_limit")
    assert scene.kinds() == ["reply"]
    scene.line.change(quota_value=100)
    scene.pass_time()
    scene.sweep()
    assert scene.outcome(other) == ("accepted", None)
    assert pause_of(scene) is None


def test_a_manual_retry_probes_the_monthly_limit_at_once(scene: Scene) -> None:
    scene.line.change(quota_value=0)
    held = scene.say()
    scene.work()
    scene.line.change(quota_value=100)
    scene.sweep()
    assert scene.outcome(held)[0] == "queued"
    with transaction():
        retry(held, by=scene.user())
    scene.work()
    assert scene.outcome(held) == ("accepted", None)


def test_a_line_that_is_away_is_only_probed(
    scene: Scene, chats: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(monkeypatch)
    wire.cut()
    waiting = [scene.say(f"{number}", chat) for number in range(2) for chat in chats]
    scene.work()
    for _ in range(UNANSWERED_LIMIT):
        scene.try_now()
    assert attempts(scene) == UNANSWERED_LIMIT
    paused = pause_of(scene)
    assert paused is not None and paused.probe_at is not None
    assert 20 < seconds_until(paused.probe_at) <= 28
    for chat in chats:
        deliver(chat.id)
    scene.sweep()
    assert attempts(scene) == UNANSWERED_LIMIT
    assert [scene.outcome(one) for one in waiting] == [("queued", "unreachable")] * 6
    scene.pass_time()
    scene.change(next_attempt_at=scene.channel.connected_at)
    scene.sweep()
    scene.sweep()
    assert attempts(scene) == UNANSWERED_LIMIT + 1
    wire.mend()
    scene.pass_time()
    scene.sweep()
    assert [scene.outcome(one) for one in waiting] == [("accepted", None)] * 6
    for chat in chats:
        theirs = [entry for entry in scene.line.ledger() if entry["chat_id"] == chat.contact.external_id]
        assert [entry["messages"][0]["text"] for entry in theirs] == ["0", "1"]
    assert pause_of(scene) is None


def test_one_message_alone_keeps_its_quick_tries(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    Wire(monkeypatch).cut()
    scene.say()
    scene.work()
    for _ in range(3):
        paused = pause_of(scene)
        assert paused is None or not paused.is_on
        scene.try_now()


def test_an_answer_ends_the_count(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(monkeypatch)
    wire.cut()
    scene.say()
    scene.work()
    wire.mend()
    scene.try_now()
    assert pause_of(scene) is None


def test_another_channel_is_not_held(scene: Scene) -> None:
    scene.line.delete(f"{scene.line.base}/tokens")
    scene.say()
    scene.work()
    second = Scene(scene.app, scene.cast, scene.line.url)
    delivery = second.say("lain")
    second.work()
    assert second.outcome(delivery) == ("accepted", None)
