"""Every answer of LINE, to a reply and to a push: what becomes of the delivery."""

from __future__ import annotations

import pytest

from qontak_line.actions.deliver import release
from qontak_line.db import transaction
from tests.deliver.scene import LONGER, Scene, Wire, seconds_until

KNOBS = {
    "accepted": None,
    "rate limit": ("rate_limit", 0),
    "monthly limit": ("monthly_limit", 0),
    "token refused": ("revoked_token", 0),
    "forbidden": ("forbidden", 0),
    "error before": ("error_before", 0),
    "error after": ("error_after", 0),
    "hang after": ("hang_after", 5),
    "reset before": ("reset_before", 0),
    "reset after": ("reset_after", 0),
    "nonsense": ("nonsense", 0),
    "redirect": ("redirect", 0),
    "truncated": ("truncated", 0),
}
PUSH = {
    "accepted": ("accepted", None),
    "rate limit": ("queued", "rate_limit"),
    "monthly limit": ("queued", "monthly_limit"),
    "token refused": ("queued", "token_refused"),
    "forbidden": ("failed", "refused"),
    "error before": ("queued", "line_error"),
    "error after": ("queued", "line_error"),
    "hang after": ("queued", "unreachable"),
    "reset before": ("queued", "unreachable"),
    "reset after": ("queued", "unreachable"),
    "nonsense": ("queued", "line_error"),
    "redirect": ("queued", "line_error"),
    "truncated": ("queued", "unreachable"),
}
UNKNOWN = ("uncertain", "no_answer")
REPLY = {
    **dict.fromkeys(PUSH, UNKNOWN),
    "accepted": ("accepted", None),
    "rate limit": ("queued", "rate_limit"),
    "token refused": ("queued", "token_refused"),
    "forbidden": ("failed", "refused"),
}
AFTERWARDS_ACCEPTED = ("error after", "hang after", "reset after", "nonsense", "redirect", "truncated")


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


def turn(scene: Scene, wire: Wire, answer: str, method: str) -> None:
    if answer == "hang after":
        wire.hasten()
    knob = KNOBS[answer]
    if knob is not None:
        scene.line.knob(method, knob[0], value=knob[1], times=1)


@pytest.mark.parametrize("answer", PUSH)
def test_each_answer_to_a_push(scene: Scene, wire: Wire, answer: str) -> None:
    """Whatever it was, the next attempt under the same key and with the same bytes ends it: exactly one acceptance."""
    turn(scene, wire, answer, "push")
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == PUSH[answer]
    if PUSH[answer][0] != "queued":
        assert len(scene.requests()) == 1
        return
    if answer == "token refused":
        with transaction():
            release(scene.channel.id)
    if answer == "monthly limit":
        scene.pass_time()
    scene.try_now()
    assert scene.outcome(delivery) == ("accepted", None)
    pushes = scene.requests()
    assert [one["status"] for one in pushes[1:]] == ([409] if answer in AFTERWARDS_ACCEPTED else [200])
    assert len({(one["retry_key"], one["body_sha256"]) for one in pushes}) == 1
    assert scene.texts() == ["Halo"]
    assert delivery.messages[0].external_id == scene.line.ledger()[0]["sent"][0]["id"]
    assert delivery.messages[0].quote_token == scene.line.ledger()[0]["sent"][0]["quoteToken"]


@pytest.mark.parametrize("answer", [answer for answer in REPLY if answer != "monthly limit"])
def test_each_answer_to_a_reply(scene: Scene, wire: Wire, answer: str) -> None:
    """Never a push after an outcome that nobody knows."""
    turn(scene, wire, answer, "reply")
    token = scene.reply_token()
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == REPLY[answer]
    if REPLY[answer] == UNKNOWN:
        scene.try_now()
        scene.sweep()
        assert scene.outcome(delivery) == UNKNOWN
    assert len(scene.requests()) == 1
    assert scene.kinds() == (["reply"] if answer in (*AFTERWARDS_ACCEPTED, "accepted") else [])
    if answer == "accepted":
        assert delivery.messages[0].external_id == scene.line.ledger()[0]["sent"][0]["id"]
        assert token.used_at is not None


def test_a_refused_reply_token_becomes_a_push_in_the_same_delivery(scene: Scene) -> None:
    token = scene.reply_token()
    scene.line.advance(90)  # LINE's minute is over, ours is not
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.kinds() == ["push"]
    assert [one["status"] for one in scene.requests()] == [400, 200]
    assert token.used_at is not None


def test_a_reply_that_surely_never_left_may_go_as_a_reply_again(scene: Scene, wire: Wire) -> None:
    scene.reply_token()
    wire.cut()
    delivery = scene.say()
    scene.work()
    assert scene.outcome(delivery) == ("queued", "unreachable")
    wire.mend()
    scene.try_now()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.kinds() == ["reply"]


def test_a_reply_that_surely_never_left_becomes_a_push_once_its_token_is_stale(scene: Scene, wire: Wire) -> None:
    scene.reply_token(age=49)
    wire.cut()
    delivery = scene.say()
    scene.work()
    wire.mend()
    scene.age_tokens(5)
    scene.try_now()
    assert scene.outcome(delivery) == ("accepted", None)
    assert scene.kinds() == ["push"]


def test_a_message_that_line_does_not_take_fails_with_its_words(scene: Scene) -> None:
    """Somebody whom LINE does not know."""
    delivery = scene.say()
    scene.set_recipient("U" + "0" * 32)
    scene.work()
    assert scene.outcome(delivery) == ("failed", "refused")
    assert delivery.line_message == "Failed to send messages"
    assert len(scene.requests()) == 1


def test_the_bytes_of_the_first_attempt_go_again_whatever_the_row_says_now(scene: Scene) -> None:
    scene.line.knob("push", "error_after", times=1)
    delivery = scene.say()
    scene.work()
    with transaction():
        delivery.messages[0].text = "Lain"
    scene.try_now()
    assert scene.outcome(delivery) == ("accepted", None)
    assert len({one["body_sha256"] for one in scene.requests()}) == 1


def test_the_first_fresh_token_is_used_first_and_a_stale_one_never(scene: Scene) -> None:
    stale, older, newer = scene.reply_token(age=55), scene.reply_token(age=20), scene.reply_token(age=1)
    for _ in range(3):
        scene.say()
    scene.work()
    assert scene.kinds() == ["reply", "reply", "push"]
    assert stale.used_at is None
    assert older.used_at is not None and newer.used_at is not None
    assert older.used_at < newer.used_at


def test_the_waits_grow(scene: Scene) -> None:
    """Within 5 s for the first three times and 30 s up to the tenth, the sweep's two seconds and a bit included."""
    scene.line.knob("push", "error_before")
    delivery = scene.say()
    scene.work()
    waits = []
    for _ in range(14):
        scene.outcome(delivery)
        waits.append(seconds_until(delivery.next_attempt_at) - LONGER.total_seconds())
        scene.try_now()
    assert all(-5 < wait <= 2.6 for wait in waits[:3])
    assert all(-5 < wait <= 27.1 for wait in waits[3:10])
    assert waits[13] > 180
    assert max(waits) <= 295
    assert scene.outcome(delivery) == ("queued", "line_error")
