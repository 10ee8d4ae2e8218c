"""A page asks the database as often for eighty rows as for five: nothing is fetched row by row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from qontak_line.db import db, now, transaction
from qontak_line.models import (
    Channel,
    Contact,
    ContactKind,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Kind,
    Message,
    Reason,
    Role,
    User,
)
from tests.factories import Cast, make_channel

FEW, MANY = 5, 80
PAGES = {
    "/inbox": ("data-conversation-id", 7),
    "/inbox?tab=assigned": ("data-conversation-id", 7),
    "/inbox?unread=1": ("data-conversation-id", 7),
    "/inbox?q=group": ("data-conversation-id", 7),
    "/inbox/{room}": ("message__column", 13),
    "/inbox/{room}?before=9999999999-1": ("message__column", 13),
}
"""By address: what is once in each row, and the most statements. List: who asks, rows, counts, channels, health, and
the transaction's own. Room: also the conversation, messages, quoted ones, people, cost.
"""


def test_more_rows_are_no_more_statements(
    app: Flask, sign_in: Callable[[int], FlaskClient], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qontak_line.queries.inbox.PAGE", 2 * MANY)
    monkeypatch.setattr("qontak_line.queries.thread.PAGE", 4 * MANY)
    browser = sign_in(cast.dewi)
    room = make_chats(app, cast, range(FEW))
    browser.get(f"/inbox/{room}")  # what is asked once for all pages
    few = {
        address: statements(app, browser, address.format(room=room), mark, FEW) for address, (mark, _) in PAGES.items()
    }
    make_chats(app, cast, range(FEW, MANY), room)
    many = {
        address: statements(app, browser, address.format(room=room), mark, MANY) for address, (mark, _) in PAGES.items()
    }
    assert many == few
    assert {address: few[address] for address, (_, most) in PAGES.items() if few[address] > most} == {}


def statements(app: Flask, browser: FlaskClient, address: str, mark: str, rows: int) -> int:
    """How many a page takes that shows so many rows."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    page = browser.get(address).text
    event.remove(engine, "before_cursor_execute", note)
    assert page.count(mark) >= rows
    return len(sent)


def make_chats(app: Flask, cast: Cast, numbers: Iterable[int], room: int | None = None) -> int:
    """For each number a group with an assignee of its own, who answered a member in vain; and as much in one room."""
    with app.app_context():
        channel = make_channel(cast.organization)
    with app.app_context(), transaction() as session:
        chats = [make_chat(channel, number) for number in numbers]
        session.add_all(chats)
        session.flush()
        room = room or chats[0].id
        first = session.get_one(Conversation, room)
        pairs = [make_exchange(chat, chat) for chat in chats], [make_exchange(first, chat) for chat in chats]
        session.add_all(question for some in pairs for question in some)
        session.flush()
        for chat, question in zip(chats, pairs[0], strict=True):
            chat.last_message_id = question.id
    return room


def make_chat(channel: Channel, number: int) -> Conversation:
    agent = User(organization_id=channel.organization_id, username="", name=f"Agent {number}", role=Role.AGENT)
    agent.username_key, agent.password_hash = f"agent{number}", "!"
    group = make_contact(channel.organization_id, channel.id, ContactKind.GROUP)
    of = {"organization_id": channel.organization_id, "channel_id": channel.id}
    return Conversation(**of, contact=group, assignee=agent, unread_count=1)


def make_exchange(room: Conversation, chat: Conversation) -> Message:
    """A member asks; the assignee of `chat` answers, quoting them, in vain."""
    member = make_contact(room.organization_id, room.channel_id, ContactKind.USER)
    base: dict[str, Any] = {"organization_id": room.organization_id, "channel_id": room.channel_id}
    base |= {"conversation_id": room.id, "kind": Kind.TEXT, "said_at": now()}
    question = Message(**base, direction=Direction.INCOMING, text="?", external_id=member.external_id, sender=member)
    lost = make_delivery(room, chat.assignee_id, member.external_id)
    answer = Message(**base, direction=Direction.OUTGOING, text="!", user_id=chat.assignee_id, delivery=lost)
    answer.quoted_external_id = question.external_id
    db.session.add_all([lost, answer])
    return question


def make_delivery(room: Conversation, user_id: int | None, client_id: str) -> Delivery:
    ids = {"organization_id": room.organization_id, "channel_id": room.channel_id, "conversation_id": room.id}
    lost = Delivery(**ids, user_id=user_id, client_id=client_id[:36], body_hash="")
    lost.state, lost.reason = DeliveryState.FAILED, Reason.REFUSED
    return lost


def make_contact(organization_id: int, channel_id: int, kind: ContactKind) -> Contact:
    of = {"organization_id": organization_id, "channel_id": channel_id}
    return Contact(**of, kind=kind, external_id=uuid.uuid4().hex, name=f"A {kind}")
