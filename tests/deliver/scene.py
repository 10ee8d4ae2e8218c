"""A conversation with a person of the simulator, and what tests do with it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from qontak_line.actions.channels.client import client_with
from qontak_line.actions.deliver import call, deliver, sweep
from qontak_line.actions.messages.send import send
from qontak_line.db import db, now, transaction
from qontak_line.line.client import LineClient
from qontak_line.line.types import Timeouts
from qontak_line.models import Channel, Contact, ContactKind, Conversation, Delivery, ReplyToken, SendingPause, User
from tests.factories import Cast, make_channel
from tests.simulator.steering import Steering

LONGER = timedelta(minutes=10)
"""By so much every wait is longer here than it is."""
NOBODY = "http://127.0.0.1:9"


class Scene:
    """`talk()` makes a conversation; `say()` writes an answer; `work()` lets the worker do all that is due now."""

    def __init__(self, app: Flask, cast: Cast, url: str) -> None:
        self.app, self.cast, self.line = app, cast, Steering(url)
        self.line.account = self.line.post("/accounts", name="Toko Melati")
        self.channel: Channel = make_channel(
            cast.organization,
            token_sealed=app.extensions["sealer"].seal(self.line.account["channel_access_token"]),
        )
        self.conversation = self.talk(0)

    def talk(self, person: int) -> Conversation:
        self.line.event("follow", person)
        with transaction() as session:
            contact = Contact(
                organization_id=self.channel.organization_id,
                channel_id=self.channel.id,
                kind=ContactKind.USER,
                external_id=self.line.people[person]["user_id"],
                name=f"Person {person}",
            )
            session.add(contact)
            session.flush()
            made = Conversation(
                organization_id=self.channel.organization_id, channel_id=self.channel.id, contact_id=contact.id
            )
            session.add(made)
        return made

    def user(self, name: str = "budi") -> User:
        return db.session.get_one(User, getattr(self.cast, name))

    def say(self, text: str = "Halo", conversation: Conversation | None = None, **more: Any) -> Delivery:
        values: dict[str, Any] = {"by": self.user(), "client_id": str(uuid.uuid4()), "texts": [text], **more}
        with transaction():
            return send(conversation or self.conversation, **values)

    def reply_token(self, age: float = 0) -> ReplyToken:
        """A good token of the person's newest message, taken in `age` seconds ago."""
        event = self.line.event("text", text="Ada?")
        with transaction() as session:
            token = ReplyToken(
                conversation_id=self.conversation.id,
                token=event["replyToken"],
                received_at=now() - timedelta(seconds=age),
            )
            session.add(token)
        return token

    def sweep(self) -> None:
        sweep()
        self.work()

    def work(self) -> None:
        self.app.extensions["jobs"].run_waiting()

    def try_now(self, conversation: Conversation | None = None) -> None:
        """Let time pass until the next attempt is due."""
        self.change(next_attempt_at=now() - timedelta(seconds=1))
        deliver((conversation or self.conversation).id)

    def pass_time(self) -> None:
        """For the channel's pauses: their probes are due."""
        with transaction() as session:
            session.execute(
                update(SendingPause)
                .where(SendingPause.probe_at.is_not(None))
                .values(probe_at=now() - timedelta(seconds=1))
            )

    def age_tokens(self, seconds: float) -> None:
        with transaction() as session:
            for token in session.scalars(select(ReplyToken)):
                token.received_at -= timedelta(seconds=seconds)

    def set_recipient(self, line_id: str) -> None:
        with transaction():
            self.conversation.contact.external_id = line_id

    def change(self, **values: Any) -> None:
        with transaction() as session:
            session.execute(update(Delivery).values(**values))

    def outcome(self, delivery: Delivery) -> tuple[str, str | None]:
        db.session.rollback()
        db.session.refresh(delivery)
        return delivery.state.value, delivery.reason.value if delivery.reason else None

    def count(self) -> int:
        return db.session.scalar(select(func.count()).select_from(Delivery)) or 0

    def texts(self) -> list[str]:
        """What LINE accepted, in its order."""
        return [message["text"] for entry in self.line.ledger() for message in entry["messages"]]

    def kinds(self) -> list[str]:
        return [entry["kind"] for entry in self.line.ledger()]

    def requests(self) -> list[dict[str, Any]]:
        """Every reply and push that reached LINE, whether it was accepted or not."""
        found = self.line.get(f"{self.line.base}/requests")["requests"]
        return [one for one in found if one["path"].endswith(("/reply", "/push"))]


class Wire:
    """Stands between a worker and LINE: shortens its patience, or lets it find nobody."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def hasten(self, seconds: float = 0.8) -> None:
        times = Timeouts(connect=seconds, read=seconds, total=seconds)
        self._patch.setattr(call, "client_with", lambda token: client_with(token, times))

    def cut(self) -> None:
        self._patch.setattr(call, "client_with", lambda token: LineClient(NOBODY, NOBODY, token))

    def mend(self) -> None:
        self._patch.setattr(call, "client_with", client_with)


def seconds_until(moment: datetime) -> float:
    return (moment - now()).total_seconds()
