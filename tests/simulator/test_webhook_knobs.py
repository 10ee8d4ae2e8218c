"""Webhooks that are spoilt on purpose, gathered, or written by hand."""

import pytest
from linebot.v3.exceptions import InvalidSignatureError

from tests.simulator.bot import Bot
from tests.simulator.steering import Steering
from tests.simulator.test_webhooks import parse, raw


def test_knobs_of_the_seal(steer: Steering, bot: Bot) -> None:
    steer.knob("webhooks", "bad_signature", times=1)
    steer.event("text")
    steer.knob("webhooks", "no_signature", times=1)
    steer.event("text")
    steer.event("text")
    bad, none, good = bot.wait_for(3)
    with pytest.raises(InvalidSignatureError):
        parse(steer, bad)
    assert "x-line-signature" not in none.headers
    assert parse(steer, good)


def test_knobs_of_the_content(steer: Steering, bot: Bot) -> None:
    for fault in ("duplicate", "unknown_type", "empty_events", "missing_user", "standby", "unknown_fields"):
        steer.knob("webhooks", fault, times=1)
        steer.event("text")
    bodies = [raw(delivery)["events"] for delivery in bot.wait_for(7)]
    assert bodies[0] == bodies[1]
    assert bodies[2][0]["type"] == "somethingFromTomorrow"
    assert bodies[3] == []
    assert "userId" not in bodies[4][0]["source"]
    assert bodies[5][0]["mode"] == "standby" and "replyToken" not in bodies[5][0]
    assert parse(steer, bot.deliveries[6])[0].message.text


def test_batches(steer: Steering, bot: Bot) -> None:
    steer.knob("webhooks", "batch", value=3, times=4)
    for person in range(4):
        steer.event("text", person=person)
    assert len(parse(steer, bot.wait_for(1)[0])) == 3
    steer.advance(3)
    assert len(parse(steer, bot.wait_for(2)[1])) == 1
    both = [{"type": "text", "user": steer.people[n]["user_id"], "text": "together"} for n in (0, 1)]
    steer.post(f"{steer.base}/events", events=both)
    assert len({event.source.user_id for event in parse(steer, bot.wait_for(3)[2])}) == 2


def test_raw_events_go_as_they_are(steer: Steering, bot: Bot) -> None:
    steer.post(f"{steer.base}/raw", events=[{"type": "x", "odd": [1, None], "text": "\ud800"}])
    assert raw(bot.wait_for(1)[0])["events"] == [{"type": "x", "odd": [1, None], "text": "\ud800"}]
