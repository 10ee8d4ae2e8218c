"""What ends without a call: too old, disconnected, blocked; and what people may then do."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from qontak_line import failpoints
from qontak_line.actions.deliver import fail_queued
from qontak_line.actions.deliver.claim import Claim, claim
from qontak_line.actions.messages.errors import Refused
from qontak_line.actions.messages.retry import retry, send_again
from qontak_line.db import db, now, transaction
from qontak_line.models import Channel, ChannelState, Delivery
from tests.deliver.scene import Scene


def disconnect(scene: Scene) -> None:
    with transaction() as session:
        channel = session.get_one(Channel, scene.channel.id)
        channel.state, channel.token_sealed = ChannelState.DISCONNECTED, None
        fail_queued(channel)


def reconnect(scene: Scene) -> None:
    with transaction() as session:
        channel = session.get_one(Channel, scene.channel.id, populate_existing=True)
        sealed = scene.app.extensions["sealer"].seal(scene.line.account["channel_access_token"])
        channel.state, channel.token_sealed = ChannelState.CONNECTED, sealed


def waiting(scene: Scene, fault: str = "error_before") -> Delivery:
    """A delivery that was tried once."""
    scene.line.knob("push", fault, times=1)
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery)[0] == "queued"
    return delivery


@pytest.mark.parametrize("age", [{"created_at": 21}, {"created_at": 21, "first_attempt_at": 20.1}])
def test_a_key_of_twenty_hours_is_never_sent_again(scene: Scene, age: dict[str, float]) -> None:
    delivery = waiting(scene)
    behind = scene.say("dua")
    scene.change(**{name: now() - timedelta(hours=hours) for name, hours in age.items()})
    scene.try_now()
    assert scene.outcome(delivery) == scene.outcome(behind) == ("uncertain", "too_old")
    assert len(scene.requests()) == 1
    assert delivery.can_send_again(now()) and not delivery.can_retry(now())


def test_a_key_of_nineteen_hours_is_sent(scene: Scene) -> None:
    delivery = waiting(scene, "error_after")
    scene.change(created_at=now() - timedelta(hours=19.9), first_attempt_at=now() - timedelta(hours=19.9))
    scene.try_now()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.requests()[-1]["status"] == 409


def test_disconnect_fails_what_waits_and_nothing_is_sent(scene: Scene) -> None:
    untried, other = scene.say(), scene.say("dua")
    disconnect(scene)
    scene.work()
    scene.sweep()
    assert scene.outcome(untried) == scene.outcome(other) == ("failed", "disconnected")
    assert scene.requests() == []


def test_disconnect_does_not_call_failed_what_may_have_arrived(scene: Scene) -> None:
    doubtful = waiting(scene, "error_after")
    disconnect(scene)
    assert scene.outcome(doubtful) == ("uncertain", "disconnected")


def test_a_worker_that_finds_the_channel_disconnected_sends_nothing(scene: Scene) -> None:
    """It was queued after the disconnect looked, or the disconnect died before it failed the queue."""
    delivery = scene.say()
    with transaction() as session:
        session.get_one(Channel, scene.channel.id).state = ChannelState.DISCONNECTED
    scene.work()
    assert scene.outcome(delivery) == ("failed", "disconnected")
    assert delivery.attempts == 0
    assert scene.requests() == []


@pytest.mark.parametrize(
    ("fault", "ended"), [("error_before", "uncertain"), ("error_after", "uncertain"), ("rate_limit", "failed")]
)
def test_what_was_under_way_stays_at_home_when_the_account_is_back(scene: Scene, fault: str, ended: str) -> None:
    scene.line.knob("push", fault, times=1)
    delivery = scene.say()
    failpoints.hooks.append(lambda point: disconnect(scene) if point == "deliver.answered" else None)
    scene.work()
    reconnect(scene)
    scene.try_now()
    assert scene.outcome(delivery) == (ended, "disconnected")
    assert len(scene.requests()) == 1


def test_what_was_accepted_meanwhile_is_called_accepted(scene: Scene) -> None:
    delivery = scene.say()
    failpoints.hooks.append(lambda point: disconnect(scene) if point == "deliver.answered" else None)
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)


def test_what_a_dead_worker_held_stays_at_home_when_the_account_is_back(scene: Scene) -> None:
    delivery = scene.say()
    assert isinstance(claim(scene.conversation.id), Claim)  # and nothing more is heard of this one
    disconnect(scene)
    reconnect(scene)
    scene.change(leased_until=now() - timedelta(seconds=1))
    scene.sweep()
    assert scene.outcome(delivery) == ("uncertain", "disconnected")
    assert scene.requests() == []


@pytest.mark.parametrize("replies", [False, True])
def test_a_disconnect_between_claim_and_call_is_still_in_time(scene: Scene, replies: bool) -> None:
    if replies:
        scene.reply_token()
    delivery = scene.say()
    failpoints.hooks.append(lambda point: disconnect(scene) if point == "deliver.claimed" else None)
    scene.work()
    assert scene.outcome(delivery) == ("failed", "disconnected")
    assert scene.requests() == []


def test_what_may_have_arrived_is_not_called_failed_even_then(scene: Scene) -> None:
    doubtful = waiting(scene, "error_after")
    failpoints.hooks.append(lambda point: disconnect(scene) if point == "deliver.claimed" else None)
    scene.try_now()
    assert scene.outcome(doubtful) == ("uncertain", "disconnected")
    assert len(scene.requests()) == 1


def test_a_request_under_way_at_the_disconnect_is_recorded(scene: Scene) -> None:
    delivery = scene.say()
    failpoints.hooks.append(lambda point: disconnect(scene) if point == "deliver.answered" else None)
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)


def test_who_blocked_us_meanwhile_gets_nothing(scene: Scene) -> None:
    delivery = scene.say()
    with transaction():
        scene.conversation.contact.is_blocked = True
    scene.work()
    assert scene.outcome(delivery) == ("failed", "blocked")
    assert scene.requests() == []


def test_retry_keeps_row_key_and_bytes(scene: Scene) -> None:
    scene.line.knob("push", "forbidden", times=1)
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == ("failed", "refused")
    with transaction():
        retry(delivery, by=scene.user())
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.count() == 1
    assert len({(one["retry_key"], one["body_sha256"]) for one in scene.requests()}) == 1
    with transaction(), pytest.raises(Refused) as refused:
        retry(delivery, by=scene.user())
    assert refused.value.code == "nothing_to_retry"


def test_a_failed_reply_is_retried_as_a_push(scene: Scene) -> None:
    scene.reply_token()
    scene.line.knob("reply", "forbidden", times=1)
    delivery = scene.say()
    scene.work()
    with transaction():
        retry(delivery, by=scene.user())
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.kinds() == ["push"]


def test_an_old_failure_is_sent_again_as_a_new_message_once(scene: Scene) -> None:
    scene.line.knob("push", "forbidden", times=1)
    delivery = scene.say()
    scene.work()
    scene.change(created_at=now() - timedelta(hours=21))
    db.session.rollback()
    with transaction(), pytest.raises(Refused) as refused:
        retry(delivery, by=scene.user())
    assert refused.value.code == "too_old"
    form = str(uuid.uuid4())
    with transaction():
        again = send_again(delivery, by=scene.user(), client_id=form)
    with transaction():
        assert send_again(delivery, by=scene.user(), client_id=form).id == again.id
    scene.work()
    assert scene.outcome(again) == ("accepted", None)
    assert again.retry_key != delivery.retry_key
    assert [message.text for message in again.messages] == ["Halo"]
    assert again.messages[0].content["again_of"] == delivery.messages[0].id
    assert len(scene.texts()) == 1


def test_only_an_uncertain_or_old_one_can_be_sent_again(scene: Scene) -> None:
    delivery = scene.say()
    for _ in range(2):
        with transaction(), pytest.raises(Refused):
            send_again(delivery, by=scene.user(), client_id=str(uuid.uuid4()))
        scene.work()
    scene.reply_token()
    scene.line.knob("reply", "hang_before", value=0.01, times=1)
    uncertain = scene.say("dua")
    scene.work()
    assert scene.outcome(uncertain)[0] == "uncertain"
    with transaction():
        again = send_again(uncertain, by=scene.user(), client_id=str(uuid.uuid4()))
    scene.work()
    assert scene.outcome(again) == ("accepted", None)
    assert scene.outcome(uncertain)[0] == "uncertain"
