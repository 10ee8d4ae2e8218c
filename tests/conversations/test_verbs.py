"""Whose a conversation is, and whether it is open: role rules, races, trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from qontak_line.actions import conversations as verbs
from qontak_line.actions.messages.errors import Invalid
from qontak_line.db import db, now, transaction
from qontak_line.models import (
    AuditEntry,
    Channel,
    ChannelState,
    Conversation,
    ConversationState,
    Direction,
    Message,
    User,
)
from tests.at_once import at_once
from tests.factories import Cast, make_channel, make_conversation, make_message


@pytest.fixture
def channel(context: None, cast: Cast) -> Channel:
    return make_channel(cast.organization)


@pytest.fixture
def chat(channel: Channel) -> Conversation:
    return make_conversation(channel)


def user(cast: Cast, name: str) -> User:
    return db.session.get_one(User, getattr(cast, name))


def give_to(chat: Conversation, cast: Cast, name: str | None) -> None:
    with transaction():
        chat.assignee_id = getattr(cast, name) if name else None


def activities(chat: Conversation) -> list[dict[str, str]]:
    found = db.session.scalars(select(Message).where(Message.conversation_id == chat.id).order_by(Message.id))
    return [message.content for message in found if message.direction is Direction.ACTIVITY]


ALLOWED = [
    # who has it, to whom, by whom, what the room then says
    (None, "budi", "budi", "taken"),
    ("budi", "sari", "budi", "handed_over"),
    ("budi", None, "budi", "unassigned"),
    (None, "budi", "rina", "assigned"),
    ("budi", "sari", "rina", "assigned"),
    ("budi", "dewi", "dewi", "assigned"),
    ("sari", None, "dewi", "unassigned"),
]
REFUSED = [
    (None, "sari", "budi"),
    ("sari", "dewi", "budi"),
    ("sari", None, "budi"),
    (None, "tono", "dewi"),
    (None, "zaki", "dewi"),
    ("budi", "zaki", "budi"),
    (None, "zaki", "zaki"),
    ("budi", None, "zaki"),
]


@pytest.mark.parametrize(("before", "to", "by", "word"), ALLOWED)
def test_who_may_assign(chat: Conversation, cast: Cast, before: str | None, to: str | None, by: str, word: str) -> None:
    give_to(chat, cast, before)
    with transaction():
        verbs.assign(chat, user(cast, to) if to else None, by=user(cast, by))
    assert chat.assignee_id == (getattr(cast, to) if to else None)
    expected = {"activity": word, "by_name": by.title()} | ({"to_name": to.title()} if to else {})
    assert activities(chat) == [expected]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_name, entry.particulars["to_id"]) == (by.title(), chat.assignee_id)


@pytest.mark.parametrize(("before", "to", "by"), REFUSED)
def test_who_may_not(chat: Conversation, cast: Cast, before: str | None, to: str | None, by: str) -> None:
    give_to(chat, cast, before)
    with pytest.raises(verbs.NotAllowed), transaction():
        verbs.assign(chat, user(cast, to) if to else None, by=user(cast, by))
    db.session.refresh(chat)
    assert chat.assignee_id == (getattr(cast, before) if before else None)
    assert activities(chat) == []


@pytest.mark.parametrize("by", ["budi", "rina"])
def test_taking_what_is_taken_tells_by_whom(chat: Conversation, cast: Cast, by: str) -> None:
    give_to(chat, cast, "sari")
    with pytest.raises(verbs.TakenMeanwhile) as meanwhile, transaction():
        verbs.take(chat, by=user(cast, by))
    assert meanwhile.value.name == "Sari"


def test_of_many_who_take_at_once_one_gets_it(app: Flask, chat: Conversation, cast: Cast) -> None:
    won, lost, chat_id = list[int](), list[str | None](), chat.id

    def take(by: int) -> None:
        try:
            with app.app_context(), transaction() as session:
                verbs.take(session.get_one(Conversation, chat_id), by=session.get_one(User, by))
            won.append(by)
        except verbs.TakenMeanwhile as meanwhile:
            lost.append(meanwhile.name)

    at_once(take, [cast.budi, cast.sari, cast.rina, cast.dewi])
    db.session.rollback()
    db.session.refresh(chat)
    assert won == [chat.assignee_id]
    assert lost == [user_name(won[0])] * 3
    assert len(activities(chat)) == 1


def user_name(user_id: int) -> str:
    return db.session.get_one(User, user_id).name


def test_get_new_chat_gives_the_longest_waiting_one(app: Flask, channel: Channel, cast: Cast) -> None:
    moments = [now() - timedelta(minutes=number) for number in range(4)]
    chats = [make_conversation(channel, last_message_at=moment) for moment in moments]
    gone = make_channel(cast.organization, state=ChannelState.DISCONNECTED)
    make_conversation(gone, last_message_at=moments[3] - timedelta(hours=1))
    make_conversation(make_channel(cast.other), last_message_at=moments[3] - timedelta(hours=1))
    with transaction():
        chats[3].state, chats[2].assignee_id = ConversationState.RESOLVED, cast.sari
    got: list[int | None] = []

    def take_next(by: int) -> None:
        with app.app_context(), transaction() as session:
            taken = verbs.take_next(by=session.get_one(User, by))
            got.append(taken.id if taken else None)

    take_next(cast.budi)
    assert got == [chats[1].id]
    at_once(take_next, [cast.budi, cast.sari, cast.rina])
    assert sorted(got[1:], key=str) == [chats[0].id, None, None]
    assert activities(chats[1]) == [{"activity": "taken", "by_name": "Budi", "to_name": "Budi"}]


def test_resolve_snooze_and_reopen(chat: Conversation, cast: Cast) -> None:
    budi, until = user(cast, "budi"), now() + timedelta(hours=3)
    steps: list[tuple[Callable[[], None], ConversationState]] = [
        (lambda: verbs.resolve(chat, by=budi), ConversationState.RESOLVED),
        (lambda: verbs.reopen(chat, by=budi), ConversationState.OPEN),
        (lambda: verbs.snooze(chat, until, by=budi), ConversationState.SNOOZED),
        (lambda: verbs.reopen(chat, by=budi), ConversationState.OPEN),
    ]
    for step, state in steps:
        with transaction():
            step()
        assert chat.state is state
        with pytest.raises(verbs.AlreadyDone), transaction():
            step()
    assert chat.snoozed_until is None
    assert [line["activity"] for line in activities(chat)] == ["resolved", "reopened", "snoozed", "reopened"]


def test_a_snooze_ends_by_itself(app: Flask, chat: Conversation, channel: Channel, cast: Cast) -> None:
    later = make_conversation(channel)
    with transaction():
        verbs.snooze(chat, now() + timedelta(hours=1), by=user(cast, "budi"))
        verbs.snooze(later, now() + timedelta(hours=3), by=user(cast, "budi"))
    with transaction() as session:
        session.execute(update(Conversation).where(Conversation.id == chat.id).values(snoozed_until=now()))
    verbs.wake()
    verbs.wake()
    assert chat.is_open
    assert chat.snoozed_until is None
    assert later.state is ConversationState.SNOOZED
    assert [line["activity"] for line in activities(chat)] == ["snoozed", "woken"]


def test_a_snooze_in_the_past_is_refused(chat: Conversation, cast: Cast) -> None:
    with pytest.raises(ValueError, match="future"), transaction():
        verbs.snooze(chat, now(), by=user(cast, "budi"))


@pytest.mark.parametrize("by", ["budi", "zaki"])
def test_what_one_can_not_see_one_can_not_change(chat: Conversation, cast: Cast, by: str) -> None:
    give_to(chat, cast, "sari")
    who = user(cast, by)
    acts: list[Callable[[], object]] = [
        lambda: verbs.resolve(chat, by=who),
        lambda: verbs.reopen(chat, by=who),
        lambda: verbs.snooze(chat, now() + timedelta(hours=1), by=who),
        lambda: verbs.mark_read(chat, by=who),
        lambda: verbs.add_note(chat, "Catatan", by=who),
        lambda: verbs.unassign(chat, by=who),
    ]
    for act in acts:
        with pytest.raises(verbs.NotAllowed), transaction():
            act()


def test_read_is_told_to_line_only_where_its_chat_mode_asks_for_it(app: Flask, channel: Channel, cast: Cast) -> None:
    for mode, nudges in (("bot", 0), ("chat", 1)):
        with transaction():
            channel.chat_mode = mode
        chat = make_conversation(channel, unread_count=2)
        for _ in range(2):
            with transaction():
                verbs.mark_read(chat, by=user(cast, "budi"))
        assert chat.unread_count == 0
        assert app.extensions["jobs"].waiting() == nudges


def test_a_note_stays_in_the_room(app: Flask, chat: Conversation, cast: Cast) -> None:
    last = make_message(chat, "Halo")
    with transaction():
        note = verbs.add_note(chat, "  Pelanggan lama\r\n", by=user(cast, "budi"))
    assert (note.direction, note.text, note.delivery_id) == (Direction.NOTE, "Pelanggan lama", None)
    assert chat.last_message_id == last.id
    assert app.extensions["jobs"].waiting() == 0
    with pytest.raises(Invalid), transaction():
        verbs.add_note(chat, " ", by=user(cast, "budi"))


def test_every_change_is_told_to_its_organization(app: Flask, chat: Conversation, cast: Cast) -> None:
    ours = app.extensions["broker"].open(cast.organization)
    theirs = app.extensions["broker"].open(cast.other)
    with transaction():
        verbs.resolve(chat, by=user(cast, "budi"))
    assert ours.take(0) == [f"conversation:{chat.id}"]
    assert theirs.take(0) == []
