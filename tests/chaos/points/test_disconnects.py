"""Disconnecting, killed anywhere: the account is fully there or fully gone, and of its secrets no byte is left."""

from __future__ import annotations

import os
import secrets
import time
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from qontak_line.actions.messages.send import send
from qontak_line.db import db, transaction
from qontak_line.media_store import media_store, new_key
from qontak_line.models import Channel, ChannelState, Contact, Conversation, Delivery, Message, Picture, User
from tests.chaos.points.house import House
from tests.factories import make_channel, make_conversation, make_message

pytestmark = pytest.mark.process

BEFORE = ("disconnect.ended", "disconnect.erased", "disconnect.before_commit")
WORDS = "rahasia sekali"
PICTURE = "https://profile.line-scdn.net/one"


class Desk:
    """A connected account: something said, something queued, and a customer with a picture."""

    def __init__(self, house: House) -> None:
        self.house, organization_id = house, house.cast.organization
        self.secret = secrets.token_hex(16)
        seal = house.app.extensions["sealer"].seal
        sealed = {"token_sealed": seal(house.line.account["channel_access_token"]), "secret_sealed": seal(self.secret)}
        with house.looking():
            channel = make_channel(organization_id, **sealed)
            conversation = make_conversation(channel)
            make_message(conversation, WORDS)
            house.line.steering.event("follow", 0)
            with transaction() as session:
                contact = session.get_one(Contact, conversation.contact_id)
                contact.external_id = house.line.steering.people[0]["user_id"]
                session.add(picture := self._picture(organization_id))
                session.flush()
                contact.picture_url, contact.picture_id = PICTURE, picture.id
                by = session.get_one(User, house.cast.budi)
                send(conversation, by=by, client_id=str(uuid.uuid4()), texts=["jawaban"])
            house.app.extensions["jobs"].huey.storage.flush_queue()
        self.sealed = [str(value) for value in sealed.values()]
        self.given: dict[str, Any] = {"channel_id": channel.id, "user_id": house.cast.dewi}

    def _picture(self, organization_id: int) -> Picture:
        key = new_key("pictures", "webp")
        media_store().put(key, b"RIFF")
        return Picture(organization_id=organization_id, source_url=PICTURE, store_key=key, media_type="image/webp")

    def count(self, model: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    def prove_connected(self) -> None:
        with self.house.looking():
            channel = db.session.get_one(Channel, self.given["channel_id"])
            assert channel.state is ChannelState.CONNECTED
            assert [channel.token_sealed, channel.secret_sealed] == self.sealed
            assert db.session.scalars(select(Delivery.state)).all() == ["queued"]
            assert self.count(Message) >= 2
        assert len(self.house.files()) == 1

    def prove_gone(self, erase: bool) -> None:
        with self.house.looking():
            channel = db.session.get_one(Channel, self.given["channel_id"])
            assert channel.state is ChannelState.DISCONNECTED
            assert (channel.token_sealed, channel.secret_sealed, channel.secret_hint) == (None, None, "")
            if erase:
                assert [self.count(model) for model in (Contact, Conversation, Message, Delivery, Picture)] == [0] * 5
            else:
                found = db.session.execute(select(Delivery.state, Delivery.reason)).all()
                assert [tuple(row) for row in found] == [("failed", "disconnected")]
        assert self.house.line.requests() == [], "nothing may be sent after the disconnect"

    def prove_no_trace(self, erase: bool) -> None:
        for secret in [*self.sealed, self.secret, *([WORDS] if erase else [])]:
            assert self.house.holding(secret) == []
        assert len(self.house.files()) == (0 if erase else 1)


@pytest.mark.parametrize("point", BEFORE)
def test_before_the_commit_it_is_still_there(house: House, point: str) -> None:
    desk, erase = Desk(house), point == "disconnect.erased"
    house.dies("remove", point, **desk.given, erase=erase)
    desk.prove_connected()
    assert house.lives("remove", **desk.given, erase=erase) is True
    desk.prove_gone(erase)
    desk.prove_no_trace(erase)


def test_before_the_commit_it_still_works(house: House) -> None:
    desk = Desk(house)
    house.dies("remove", "disconnect.before_commit", **desk.given, erase=True)
    house.lives("recover")
    assert [one["status"] for one in house.line.requests()] == [200]


@pytest.mark.parametrize("erase", [False, True])
def test_after_the_commit_it_is_gone(house: House, erase: bool) -> None:
    """Killed before files and old bytes are wiped: the next start does that."""
    desk = Desk(house)
    house.dies("remove", "disconnect.committed", **desk.given, erase=erase)
    desk.prove_gone(erase)
    for path in house.files():
        os.utime(path, (time.time() - 100_000,) * 2)
    house.lives("recover")
    desk.prove_gone(erase)
    desk.prove_no_trace(erase)
    assert house.lives("remove", **desk.given, erase=erase) is False
