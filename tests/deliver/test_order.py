"""Within a conversation strictly the oldest unfinished one first; between conversations nobody waits for another."""

from __future__ import annotations

import pytest

from tests.deliver.scene import Scene


@pytest.mark.parametrize("fault", ["error_before", "rate_limit", "revoked_token", "monthly_limit", "reset_before"])
def test_what_waits_blocks_what_was_written_later(scene: Scene, fault: str) -> None:
    first = scene.say("satu")
    scene.line.knob("push", fault, times=1)
    scene.work()
    second = scene.say("dua")
    scene.work()
    scene.sweep()
    assert scene.outcome(first)[0] == "queued"
    assert scene.outcome(second)[0] == "queued"
    assert scene.texts() == []
    scene.pass_time()
    scene.try_now()
    assert scene.texts() == ["satu", "dua"]


def test_what_failed_or_is_uncertain_blocks_nothing(scene: Scene) -> None:
    failed = scene.say("satu")
    scene.line.knob("push", "forbidden", times=1)
    scene.work()
    scene.reply_token()
    uncertain = scene.say("dua")
    scene.line.knob("reply", "error_before", times=1)
    scene.work()
    last = scene.say("tiga")
    scene.work()
    assert [scene.outcome(one)[0] for one in (failed, uncertain, last)] == ["failed", "uncertain", "accepted"]
    assert scene.texts() == ["tiga"]


def test_a_waiting_conversation_does_not_hold_up_another(scene: Scene) -> None:
    other = scene.talk(1)
    scene.line.knob("push", "error_before", times=1)
    scene.say("satu")
    scene.work()
    scene.say("lain", other)
    scene.work()
    assert scene.texts() == ["lain"]


def test_a_lost_nudge_is_found_by_the_sweep(scene: Scene) -> None:
    delivery = scene.say()
    scene.app.extensions["jobs"].huey.storage.flush_queue()
    scene.work()
    assert scene.outcome(delivery)[0] == "queued"
    scene.sweep()
    assert scene.outcome(delivery) == ("accepted", None)


def test_the_sweep_leaves_alone_what_is_not_due(scene: Scene) -> None:
    scene.line.knob("push", "error_before", times=1)
    scene.say()
    scene.work()
    scene.sweep()
    assert len(scene.requests()) == 1
