"""Writing an answer down, and what it does to its conversation. Nothing leaves here."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from qontak_line.actions.messages.errors import AnsweredMeanwhile, Invalid, Refused
from qontak_line.actions.messages.send import send
from qontak_line.db import db, now, transaction
from qontak_line.models import (
    AuditEntry,
    ChannelState,
    Conversation,
    ConversationState,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    User,
)
from tests.factories import Cast, make_channel, make_conversation, make_message


@pytest.fixture
def chat(context: None, cast: Cast) -> Conversation:
    made = make_conversation(make_channel(cast.organization))
    make_message(made, "Ada yang merah?", at=now() - timedelta(minutes=1))
    return made


def say(chat: Conversation, by: int, text: str = "Ada", **more: Any) -> Delivery:
    values: dict[str, Any] = {"client_id": str(uuid.uuid4()), "texts": [text], **more}
    with transaction() as session:
        return send(chat, by=session.get_one(User, by), **values)


def lines(chat: Conversation) -> list[str]:
    found = db.session.scalars(
        select(Message).where(Message.conversation_id == chat.id).order_by(Message.said_at, Message.id)
    )
    return [m.content["activity"] if m.direction is Direction.ACTIVITY else m.text for m in found]


def test_an_answer_is_one_delivery_with_its_messages(chat: Conversation, cast: Cast) -> None:
    delivery = say(chat, cast.budi, "🍎" * 3000)
    assert delivery.state is DeliveryState.QUEUED
    assert uuid.UUID(delivery.retry_key)
    assert [(m.position, len(m.text), m.user_id, m.direction) for m in delivery.messages] == [
        (0, 2500, cast.budi, Direction.OUTGOING),
        (1, 500, cast.budi, Direction.OUTGOING),
    ]


def test_answering_takes_reopens_reads_and_moves_up(app: Flask, chat: Conversation, cast: Cast) -> None:
    with transaction():
        chat.state, chat.unread_count = ConversationState.RESOLVED, 3
        chat.last_message_at = now() - timedelta(days=1)
    before = now()
    delivery = say(chat, cast.budi)
    assert (chat.state, chat.assignee_id, chat.unread_count) == (ConversationState.OPEN, cast.budi, 0)
    assert chat.last_message_id == delivery.messages[0].id
    assert chat.last_message_at >= before
    assert lines(chat) == ["Ada yang merah?", "taken", "reopened", "Ada"]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.tag, entry.actor_id) == ("conversation:assignee:changed", cast.budi)
    assert app.extensions["jobs"].waiting() == 1


def test_a_supervisor_answers_without_taking_what_is_somebodys(chat: Conversation, cast: Cast) -> None:
    say(chat, cast.budi)
    say(chat, cast.rina, "Saya bantu")
    assert chat.assignee_id == cast.budi
    assert lines(chat) == ["Ada yang merah?", "taken", "Ada", "Saya bantu"]


def test_an_answer_stands_behind_what_it_answers_even_if_lines_clock_is_ahead(chat: Conversation, cast: Cast) -> None:
    make_message(chat, "Halo?", at=now() + timedelta(minutes=5))
    say(chat, cast.budi)
    assert lines(chat) == ["Ada yang merah?", "Halo?", "taken", "Ada"]


def test_whoever_sees_an_old_page_is_asked_first(chat: Conversation, cast: Cast) -> None:
    seen = chat.last_message_id
    say(chat, cast.budi)
    first = db.session.scalars(select(Message).where(Message.user_id == cast.budi, Message.text == "Ada")).one()
    with pytest.raises(AnsweredMeanwhile) as asked:
        say(chat, cast.rina, "Ya", seen=seen)
    assert asked.value.message.id == first.id
    assert say(chat, cast.rina, "Ya", seen=seen, anyway=True).id
    assert say(chat, cast.rina, "Ya").id
    assert say(chat, cast.budi, "Ya", seen=db.session.scalar(select(func.max(Message.id)))).id


def test_ones_own_answers_and_the_customers_words_ask_nothing(chat: Conversation, cast: Cast) -> None:
    seen = chat.last_message_id
    say(chat, cast.budi)
    make_message(chat, "Terima kasih")
    assert say(chat, cast.budi, "Sama-sama", seen=seen).id


def test_the_same_form_again_gives_the_same_outcome_whatever_happened_since(chat: Conversation, cast: Cast) -> None:
    form, seen = str(uuid.uuid4()), chat.last_message_id
    first = say(chat, cast.budi, client_id=form, seen=seen)
    say(chat, cast.rina, "Ya")
    with transaction():
        chat.contact.is_blocked = True
    assert say(chat, cast.budi, client_id=form, seen=seen).id == first.id


@pytest.mark.parametrize("code", ["disconnected", "blocked", "standby", "not_yours"])
def test_what_can_not_be_sent_is_refused_and_nothing_is_written(chat: Conversation, cast: Cast, code: str) -> None:
    with transaction():
        if code == "disconnected":
            chat.channel.state = ChannelState.DISCONNECTED
        chat.contact.is_blocked = code == "blocked"
        chat.is_standby = code == "standby"
        chat.assignee_id = cast.sari if code == "not_yours" else None
    with pytest.raises(Refused) as refused:
        say(chat, cast.budi)
    assert refused.value.code == code
    assert lines(chat) == ["Ada yang merah?"]


@pytest.mark.parametrize("stranger", ["zaki"])
def test_another_organization_sends_nothing(chat: Conversation, cast: Cast, stranger: str) -> None:
    with pytest.raises(Refused, match="not_yours"):
        say(chat, getattr(cast, stranger))


@pytest.mark.parametrize("client_id", ["", "x", "1" * 400, "{}"])
def test_a_form_without_a_good_id_is_refused(chat: Conversation, cast: Cast, client_id: str) -> None:
    with pytest.raises(Invalid, match="client_id"):
        say(chat, cast.budi, client_id=client_id)
