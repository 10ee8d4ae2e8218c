"""The list: what each role sees, tabs, filters, and pages that neither skip nor repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qontak_line.db import db, now, transaction
from qontak_line.models import Channel, ChannelState, Conversation, ConversationState, User
from qontak_line.queries import inbox
from qontak_line.queries.inbox import Filters, Tab
from tests.factories import Cast, make_channel, make_conversation, make_message


def user(number: int) -> User:
    found = db.session.get(User, number)
    assert found is not None
    return found


def names(who: int, filters: Filters | None = None) -> list[str]:
    page = inbox.list_page(user(who), filters or Filters())
    return [row.conversation.contact.name for row in page.rows]


@pytest.fixture
def chats(context: None, cast: Cast) -> Cast:
    """Siti unassigned, Budi's Wati, Sari's Agus, Yanti resolved, and Zaki's Eko in the other organization."""
    channel, other = make_channel(cast.organization), make_channel(cast.other)
    start = now() - timedelta(hours=1)
    people: list[tuple[str, Channel, dict[str, Any]]] = [
        ("Siti", channel, {}),
        ("Wati", channel, {"assignee_id": cast.budi}),
        ("Agus", channel, {"assignee_id": cast.sari, "unread_count": 2}),
        ("Yanti", channel, {"state": ConversationState.RESOLVED}),
        ("Eko", other, {}),
    ]
    for minutes, (name, where, given) in enumerate(people):
        conversation = make_conversation(where, name, **given)
        make_message(conversation, f"halo dari {name}", start + timedelta(minutes=minutes))
    return cast


def test_admin_sees_every_open_conversation_newest_first(chats: Cast) -> None:
    assert names(chats.dewi) == ["Agus", "Wati", "Siti"]


def test_agent_sees_own_and_unassigned_alone(chats: Cast) -> None:
    assert names(chats.budi) == ["Wati", "Siti"]


def test_other_organization_sees_its_own_alone(chats: Cast) -> None:
    assert names(chats.zaki) == ["Eko"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(tab=Tab.UNASSIGNED), ["Siti"]),
        (Filters(tab=Tab.ASSIGNED), ["Agus", "Wati"]),
        (Filters(tab=Tab.RESOLVED), ["Yanti"]),
        (Filters(tab=Tab.SNOOZED), []),
        (Filters(unread=True), ["Agus"]),
        (Filters(q="siti"), ["Siti"]),
        (Filters(q="dari yanti"), ["Yanti"]),
        (Filters(q="%"), []),
        (Filters(q="_"), []),
        (Filters(assignee="none"), ["Siti"]),
        (Filters(tag=1), []),
        (Filters(channel=999), []),
    ],
)
def test_filters(chats: Cast, filters: Filters, expected: list[str]) -> None:
    assert names(chats.dewi, filters) == expected


def test_assignee_me(chats: Cast) -> None:
    assert names(chats.budi, Filters(assignee="me")) == ["Wati"]


def test_counts_are_those_of_the_lists(chats: Cast) -> None:
    found = inbox.counts(user(chats.dewi), Filters(), list(Tab))
    assert found[Tab.ALL] == 3 and found[Tab.UNASSIGNED] == 1 and found[Tab.RESOLVED] == 1


def test_pages_neither_skip_nor_repeat_when_times_are_equal(
    context: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    channel, at = make_channel(cast.organization), now()
    wanted = {make_conversation(channel, f"C{n}", last_message_at=at).id for n in range(10)}
    seen: list[int] = []
    before: str | None = None
    for _ in range(10):
        page = inbox.list_page(user(cast.dewi), Filters(), before)
        seen += [row.conversation.id for row in page.rows]
        before = page.older
        if before is None:
            break
    assert sorted(seen) == sorted(wanted)


@pytest.mark.parametrize(
    "cursor", ["", "x", "-", "1e999-1", "nan-1", "5-", "99999999999999999-1", "1-99999999999999999999"]
)
def test_a_damaged_cursor_is_the_first_page(chats: Cast, cursor: str) -> None:
    page = inbox.list_page(user(chats.dewi), Filters(), cursor)
    assert len(page.rows) in (0, 3)


def test_a_search_finds_no_unsent_text(context: None, cast: Cast) -> None:
    conversation = make_conversation(make_channel(cast.organization), "Siti")
    message = make_message(conversation, "rahasia")
    with transaction():
        message.text, message.unsent_at = "", now()
    assert names(cast.dewi, Filters(q="rahasia")) == []
    assert db.session.get(Conversation, conversation.id) is not None


def test_disconnected_channels_are_offered_as_long_as_conversations_are_left(chats: Cast) -> None:
    shop = make_channel(chats.organization, name="Toko")
    kept = make_channel(chats.organization, name="Kafe", state=ChannelState.DISCONNECTED)
    make_conversation(kept)
    make_channel(chats.organization, name="Erased", state=ChannelState.DISCONNECTED)
    offered = {name for _number, name in inbox.channel_names(chats.organization)}
    assert {shop.name, kept.name} <= offered
    assert "Erased" not in offered
