"""What customers say, killed anywhere between LINE's post and the room: each word is there, once."""

from __future__ import annotations

import signal

import pytest

from qontak_line.models import EventState
from tests.chaos.points.house import House
from tests.chaos.points.town import CHATS, Town
from tests.webhooks.line_posts import message, user_source

pytestmark = pytest.mark.process

JOURNAL = ("wh.taken", "wh.before_commit", "wh.after_commit", "wh.before_answer")
INGEST = (
    "ingest.claiming",
    "ingest.claimed",
    "ingest.heard",
    "ingest.met",
    "ingest.written",
    "ingest.before_commit",
    "ingest.committed",
)


@pytest.mark.parametrize("point", [*JOURNAL, *INGEST])
def test_each_is_there_once(house: House, point: str) -> None:
    town = Town(house)
    pid = town.open(f"{point}:2:sleep=0.3,{point}:2:kill")  # a hasty answer would be out by then
    town.post_all(pid)
    assert house.ended(pid) == -signal.SIGKILL, house.said
    kept = set(town.kept())
    assert town.acked <= kept, "what was answered is stored"
    if point in ("wh.after_commit", "wh.before_answer"):
        assert kept - town.acked, "what is stored was not always answered"
    town.finish()
    town.prove_each_once()


def test_a_bad_one_is_set_aside_once_and_alone(house: House) -> None:
    town = Town(house)
    bad = message("text", message_id="1" * 200, text="too long an id", event={"source": user_source(CHATS[0])})
    town.waves[1].append(bad)
    pid = town.open("ingest.quarantining:1:kill")
    town.post_all(pid)
    assert house.ended(pid) == -signal.SIGKILL, house.said
    town.finish()
    assert town.states() == {EventState.PROCESSED: 15, EventState.QUARANTINED: 1}
    assert sorted(town.kept()) == sorted(town.ids)


def test_one_that_failed_is_tried_again(house: House) -> None:
    town = Town(house)
    pid = town.open("ingest.met:1:raise,ingest.putting_back:1:kill")
    town.post(town.waves[0][0])
    assert house.ended(pid) == -signal.SIGKILL, house.said
    town.finish()
    town.prove_each_once()
