"""Workers that die in the middle of a batch of events, at any statement, or of one of the events."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, update

from qontak_line.actions import journal
from qontak_line.db import db, transaction
from qontak_line.models import Contact, Conversation, Message, WebhookEvent
from tests.chaos.points.house import House
from tests.factories import make_channel
from tests.webhooks.line_posts import body_of, event, text, user_source

pytestmark = pytest.mark.process

STRIDE = 1 if os.environ.get("EVERY_STATEMENT") else 4
MOST_DEATHS = 5
POISON = "poison"


def chat(number: int) -> dict[str, Any]:
    return {"source": user_source(f"U{number:032x}")}


def store(house: House, *events: dict[str, Any]) -> None:
    with house.looking():
        sealed = house.app.extensions["sealer"].seal(house.line.account["channel_access_token"])
        channel = make_channel(house.cast.organization, token_sealed=sealed)
        journal.record(channel.id, body_of(*events))
        house.app.extensions["jobs"].huey.storage.flush_queue()


def states(house: House) -> Counter[str]:
    with house.looking():
        return Counter(str(state) for state in db.session.scalars(select(WebhookEvent.state)))


def die(house: House, **given: Any) -> bool:
    """Run a worker; whether it died. Afterwards its leases have ended."""
    ended = house.ended(house.begin("take", **given))
    assert ended in (0, -signal.SIGKILL), house.said
    house.lives("pass_time")
    return ended != 0


def test_a_worker_that_dies_at_any_statement_leaves_all_or_nothing(house: House) -> None:
    said = [text(f"{number}", number, message_id=f"{number}", event=chat(number % 3)) for number in range(9)]
    unsend = event("unsend", 50, unsend={"messageId": "4"}, **chat(1))
    store(house, *said, event("follow", **chat(0)), unsend)
    died = 0
    while die(house, die_before=1 + died * STRIDE):
        died += 1
        with house.looking(), transaction() as session:  # not its own fault, nine times in a row
            session.execute(update(WebhookEvent).values(attempts=0))
    assert died > 3
    assert states(house) == {"processed": 11}
    with house.looking():
        assert len(db.session.scalars(select(Contact)).all()) == 3
        assert sorted(room.unread_count for room in db.session.scalars(select(Conversation))) == [2, 3, 3]
        found = db.session.execute(select(Message.external_id, Message.text).where(Message.external_id.is_not(None)))
        assert sorted(map(tuple, found)) == [(f"{number}", "" if number == 4 else f"{number}") for number in range(9)]


def test_one_that_kills_workers_is_set_aside_and_the_others_go_on(house: House) -> None:
    others = [text("hello", number, event=chat(number % 7)) for number in range(40)]
    behind = text("behind it", 100, event=chat(99))
    store(house, *others, text(POISON, 50, event=chat(99)), behind)
    died = 0
    while die(house, die_of=POISON):
        died += 1
        assert died <= MOST_DEATHS
    assert died >= 2, "once may be an accident"
    assert states(house) == {"processed": 41, "quarantined": 1}
    with house.looking():
        assert sorted(db.session.scalars(select(Message.text).where(Message.text != "hello"))) == ["behind it"]
