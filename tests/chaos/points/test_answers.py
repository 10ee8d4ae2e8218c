"""An agent's answer, killed anywhere on its way: it arrives once, or people are told that nobody knows."""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict

import psutil
import pytest

from tests.chaos.points.answering import Desk
from tests.chaos.points.house import House
from tests.launcher.programs import wait_for

pytestmark = pytest.mark.process

POINTS = {
    "send.before_commit": [200],
    "send.committed": [200],
    "deliver.claiming": [200],
    "deliver.claimed": [200],
    "deliver.answered": [200, 409],
    "deliver.recording": [200, 409],
    "deliver.recorded": [200],
}
"""What LINE answered to the requests of the delivery that was under way."""
NTH = 3
"""Some answers are through before, some come afterwards."""


@pytest.mark.parametrize("point", POINTS)
def test_a_push_arrives_once(house: House, point: str) -> None:
    desk = Desk(house)
    house.dies("answer", point, NTH, **desk.given)
    house.lives("recover")
    house.lives("answer", **desk.given)  # the agent presses Send again in every form
    desk.prove_once_and_in_order()
    statuses = defaultdict(list)
    for one in desk.line.requests():
        statuses[one["retry_key"]].append(one["status"])
    told = sorted(statuses.values(), key=len)
    assert told[-1] == POINTS[point]
    assert told[:-1] == [[200]] * (len(desk.forms) - 1)


def test_a_sweep_that_died_is_made_up_for(house: House) -> None:
    desk = Desk(house)
    house.dies("answer", "send.committed", 1, **desk.given)
    house.dies("recover", "deliver.sweeping")
    house.lives("recover")
    house.lives("answer", **desk.given)
    desk.prove_once_and_in_order()


def test_bytes_that_had_left_when_the_process_died_go_again_under_their_key(house: House) -> None:
    """LINE has accepted them and has not answered yet."""
    desk = Desk(house)
    desk.line.steering.knob("push", "hang_after", value=30, times=1)
    pid = house.begin("answer", **desk.given)
    wait_for(lambda: bool(desk.line.accepted()), 20)
    os.kill(pid, signal.SIGKILL)
    assert house.ended(pid) == -signal.SIGKILL
    house.lives("recover")
    desk.prove_once_and_in_order()
    assert 409 in [one["status"] for one in desk.line.requests()]


@pytest.mark.parametrize("point", ["deliver.claimed", "deliver.answered", "deliver.recording", "deliver.recorded"])
def test_a_reply_is_never_pushed_by_itself(house: House, point: str) -> None:
    """It has no key: what became of it is only known where it was recorded."""
    desk = Desk(house, reply=True)
    desk.forms = dict(list(desk.forms.items())[:2])
    house.dies("answer", point, forms=desk.forms, user_id=house.cast.budi)
    house.lives("recover")
    first, second = desk.rows()
    recorded = point == "deliver.recorded"
    assert (first.state.value, second.state.value) == ("accepted" if recorded else "uncertain", "accepted")
    texts = [message["text"] for one in desk.line.accepted() for message in one["messages"]]
    assert texts == (["answer 11"] if point == "deliver.claimed" else ["answer 10", "answer 11"])
    assert {one["kind"] for one in desk.line.accepted()} == {"reply"}


@pytest.mark.parametrize("point", ["deliver.claimed", "deliver.answered", "deliver.recording"])
def test_who_was_stopped_and_wakes_up_overwrites_nothing(house: House, point: str) -> None:
    """SIGSTOP for longer than the lease: another process takes over, then the first goes on."""
    desk = Desk(house)
    pid = house.begin("answer", f"{point}:1:stop", **desk.given, lease_seconds=0.1)
    wait_for(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED, 20)
    if point == "deliver.recording" and house.settings.is_sqlite:
        os.kill(pid, signal.SIGCONT)  # it holds the only lock there is: others wait for it
    else:
        house.lives("recover")
        time.sleep(0.2)
        os.kill(pid, signal.SIGCONT)
    assert house.ended(pid) == 0, house.said
    house.lives("recover")
    desk.prove_once_and_in_order()


def test_a_late_word_overwrites_nothing(house: House) -> None:
    """LINE refused the first process, which is stopped before it writes that down; meanwhile another one succeeds."""
    desk = Desk(house)
    desk.line.steering.knob("push", "forbidden", times=1)
    pid = house.begin("answer", "deliver.answered:1:stop", **desk.given)
    wait_for(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED, 20)
    house.lives("recover")
    os.kill(pid, signal.SIGCONT)
    assert house.ended(pid) == 0, house.said
    desk.prove_once_and_in_order()
