"""One answer is one request: whatever is clicked twice, however many workers look, wherever a worker dies."""

from __future__ import annotations

import hashlib
import threading
import uuid
from datetime import timedelta

import pytest

from qontak_line import failpoints
from qontak_line.actions.deliver import deliver
from qontak_line.actions.deliver.call import call
from qontak_line.actions.deliver.claim import Claim, claim
from qontak_line.actions.deliver.lease import renew
from qontak_line.actions.deliver.record import record
from qontak_line.actions.deliver.verdict import judge
from qontak_line.actions.messages.errors import DifferentBody
from qontak_line.actions.messages.retry import retry
from qontak_line.actions.messages.send import send
from qontak_line.db import db, now, transaction
from qontak_line.models import Conversation, Delivery, User
from tests.at_once import at_once
from tests.deliver.scene import Scene

POINTS = ("deliver.claimed", "deliver.answered", "deliver.recording", "deliver.recorded")


class Killed(BaseException):
    """What a SIGKILL is to the code: nothing after it runs."""


def expire_lease(scene: Scene) -> None:
    scene.change(leased_until=now() - timedelta(seconds=1))


def test_twenty_equal_posts_at_once_are_one_message_and_one_push(scene: Scene) -> None:
    form, conversation_id, user_id = str(uuid.uuid4()), scene.conversation.id, scene.cast.budi
    made: set[int] = set()

    def post(_: int) -> None:
        with scene.app.app_context(), transaction() as session:
            conversation, by = session.get_one(Conversation, conversation_id), session.get_one(User, user_id)
            made.add(send(conversation, by=by, client_id=form, texts=["Halo"]).id)

    at_once(post, range(20))
    scene.work()
    assert len(made) == scene.count() == 1
    assert len(scene.requests()) == 1
    assert scene.texts() == ["Halo"]


def test_the_same_form_with_another_text_is_refused(scene: Scene) -> None:
    form = str(uuid.uuid4())
    first = scene.say("Halo", client_id=form)
    assert scene.say(" Halo\r\n", client_id=form.upper()).id == first.id
    with pytest.raises(DifferentBody):
        scene.say("Selamat pagi", client_id=form)
    with pytest.raises(DifferentBody):
        scene.say("Halo", scene.talk(1), client_id=form)
    assert scene.say("Selamat pagi", client_id=form, by=scene.user("rina")).id != first.id


def test_many_workers_on_one_conversation_send_each_once_and_in_order(scene: Scene) -> None:
    for number in range(6):
        scene.say(f"{number}")
    conversation_id = scene.conversation.id

    def work(_: int) -> None:
        with scene.app.app_context():
            deliver(conversation_id)

    at_once(work, range(4))
    scene.sweep()  # those who came while another held the lease went home
    assert scene.texts() == [f"{number}" for number in range(6)]
    assert len(scene.requests()) == 6


@pytest.mark.parametrize("point", POINTS)
def test_a_push_survives_a_kill_at_each_point(scene: Scene, point: str) -> None:
    delivery = scene.say()
    kill_at(point)
    with pytest.raises(Killed):
        scene.work()
    failpoints.hooks.clear()
    db.session.rollback()
    scene.sweep()
    if point != "deliver.recorded":
        assert scene.outcome(delivery)[0] == "sending"  # its lease still runs
    expire_lease(scene)
    scene.sweep()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.texts() == ["Halo"]
    assert delivery.messages[0].external_id == scene.line.ledger()[0]["sent"][0]["id"]
    statuses = [one["status"] for one in scene.requests()]
    assert statuses == ([200] if point in ("deliver.claimed", "deliver.recorded") else [200, 409])
    assert len({one["body_sha256"] for one in scene.requests()}) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_reply_killed_before_its_record_is_uncertain_and_never_pushed(scene: Scene, point: str) -> None:
    scene.reply_token()
    delivery = scene.say()
    kill_at(point)
    with pytest.raises(Killed):
        scene.work()
    failpoints.hooks.clear()
    db.session.rollback()
    expire_lease(scene)
    scene.sweep()
    recorded = point == "deliver.recorded"
    assert scene.outcome(delivery) == (("accepted", None) if recorded else ("uncertain", "no_answer"))
    assert scene.kinds() == ([] if point == "deliver.claimed" else ["reply"])
    assert len(scene.requests()) == len(scene.kinds())


def kill_at(point: str) -> None:
    def kill(reached: str) -> None:
        if reached == point:
            raise Killed

    failpoints.hooks.append(kill)


def claimed(scene: Scene) -> Claim:
    taken = claim(scene.conversation.id)
    assert isinstance(taken, Claim)
    return taken


def test_a_stalled_worker_can_not_overwrite_its_successor(scene: Scene) -> None:
    delivery = scene.say()
    stalled = claimed(scene)
    assert claim(scene.conversation.id) is None
    expire_lease(scene)
    successor = claimed(scene)
    assert record(successor, judge("push", call(successor)))
    scene.line.knob("push", "forbidden", times=1)
    assert not record(stalled, judge("push", call(stalled)))
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.texts() == ["Halo"]


def test_a_retry_waits_for_what_is_just_being_sent(scene: Scene) -> None:
    """It is the older one then, and due; both under way at once could arrive in any order."""
    scene.line.knob("push", "forbidden", times=1)
    failed = scene.say("satu")
    scene.work()
    scene.say("dua")
    claimed(scene)
    with transaction():
        retry(db.session.get_one(Delivery, failed.id), scene.user())
    assert claim(scene.conversation.id) is None


def test_a_late_record_is_refused_while_the_successor_is_at_it(scene: Scene) -> None:
    delivery = scene.say()
    stalled = claimed(scene)
    expire_lease(scene)
    successor = claimed(scene)
    assert not record(stalled, judge("push", call(stalled)))
    assert scene.outcome(delivery)[0] == "sending"
    assert not renew(stalled.delivery_id, stalled.fence)
    assert renew(successor.delivery_id, successor.fence)


def test_the_heartbeat_keeps_the_lease(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qontak_line.actions.deliver.lease.BEAT_SECONDS", 0.02)
    beaten = threading.Event()

    def beat(delivery_id: int, fence: int) -> bool:
        if renew(delivery_id, fence):
            beaten.set()
        return False

    def await_beat() -> None:
        assert beaten.wait(5)

    monkeypatch.setattr("qontak_line.actions.deliver.lease.renew", beat)
    failpoints.hooks.append(lambda point: await_beat() if point == "deliver.claimed" else None)
    delivery = scene.say()
    scene.work()
    assert beaten.is_set()
    assert scene.outcome(delivery) == ("accepted", None)


def test_who_slept_past_the_lease_sends_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped between claim and call: another worker may have judged the reply uncertain by now."""
    monkeypatch.setattr(Claim, "is_stale", True)
    scene.reply_token()
    delivery = scene.say()
    scene.work()
    assert scene.requests() == []
    expire_lease(scene)
    scene.sweep()
    assert scene.outcome(delivery) == ("uncertain", "no_answer")


def test_no_transaction_is_open_while_line_is_called(scene: Scene) -> None:
    """Another writer gets through while the request is under way."""
    seen: list[str] = []

    def write_meanwhile(point: str) -> None:
        if point in ("deliver.claimed", "deliver.answered"):
            seen.append(point)
            assert not db.session.registry().in_transaction()

    failpoints.hooks.append(write_meanwhile)
    scene.say()
    scene.work()
    assert seen == ["deliver.claimed", "deliver.answered"]


def test_the_kept_bytes_are_those_that_left(scene: Scene) -> None:
    delivery = scene.say('Halo 🍎 {kata} "kutip"\nสวัสดี')
    scene.work()
    scene.outcome(delivery)
    assert delivery.request_body is not None
    assert hashlib.sha256(delivery.request_body).hexdigest() == scene.requests()[0]["body_sha256"]


def test_an_id_that_another_message_has_does_not_undo_the_acceptance(scene: Scene) -> None:
    first = scene.say("satu")
    scene.work()
    scene.outcome(first)
    second = scene.say("dua")
    failpoints.hooks.append(lambda point: give_id(scene, second) if point == "deliver.answered" else None)
    scene.work()
    assert scene.outcome(second) == ("accepted", None)


def give_id(scene: Scene, delivery: Delivery) -> None:
    """LINE's new id is taken by another row before it is recorded."""
    newest = scene.line.ledger()[-1]["sent"][0]["id"]
    with transaction() as session:
        other = session.get_one(Delivery, delivery.id - 1)
        other.messages[0].external_id = newest
