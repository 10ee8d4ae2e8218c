"""Events come in any order, twice, and after each other's end; the rows end the same."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qontak_line.actions.ingest import adapters
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.db import db, transaction
from qontak_line.line.webhook import parse_event
from qontak_line.models import Contact, Conversation, Direction, Message, WebhookEvent
from tests.databases import Databases
from tests.factories import Cast
from tests.ingest.conftest import Take, bubbles, contacts, the_bubble, the_conversation
from tests.webhooks.line_posts import T0, event, group_source, message, text

CANARY = "canary-8b1f"


def unsend(message_id: str, at: int, **given: Any) -> dict[str, Any]:
    return event("unsend", at, unsend={"messageId": message_id}, **given)


def edited(words: str, at: int, message_id: str) -> dict[str, Any]:
    inner = {"id": message_id, "type": "text", "text": words, "quoteToken": f"quote-{at}"}
    return event("messageEdited", at, source=group_source(), replyToken=f"edit-{at}", message=inner)


def state_of(channel_id: int) -> list[Any]:
    """All that people can see of a channel, but for ids and the system's own lines."""
    messages = select(Message).where(Message.channel_id == channel_id).order_by(Message.said_at)
    seen: list[Any] = [
        (
            row.direction,
            row.kind,
            row.external_id,
            row.text,
            row.content,
            row.said_at,
            row.edited_at,
            row.unsent_at,
            row.quote_token,
            row.mark_as_read_token,
            row.sender.external_id if row.sender else None,
        )
        for row in db.session.scalars(messages)
    ]
    newest = {row.id: row.external_id for row in db.session.scalars(messages)}
    for room in db.session.scalars(select(Conversation).where(Conversation.channel_id == channel_id)):
        last = newest.get(room.last_message_id) if room.last_message_id else None
        seen.append((room.state, room.unread_count, last, room.last_message_at, room.is_standby, room.assignee_id))
    for contact in db.session.scalars(
        select(Contact).where(Contact.channel_id == channel_id).order_by(Contact.external_id)
    ):
        seen.append((contact.external_id, contact.is_blocked, contact.reach_changed_at, contact.followed_at))
    return sorted(seen, key=repr)


FAMILIES = {
    "one-to-one": [
        text("first", 10, message_id="1", markAsReadToken="m1"),
        event("unfollow", 20),
        event("follow", 30, follow={"isUnblocked": True}),
        unsend("1", 40),
    ],
    "group": [
        text("helo", 10, message_id="1", markAsReadToken="m1", event={"source": group_source()}),
        edited("hello", 30, "1"),
        text("other", 25, message_id="2", event={"source": group_source(), "mode": "standby"}),
        event("leave", 40, source=group_source(None)),
    ],
    "edited and taken back": [
        text("helo", 10, message_id="1", event={"source": group_source()}),
        edited("hello", 20, "1"),
        unsend("1", 30, source=group_source()),
        message("image", 5, message_id="2", contentProvider={"type": "line"}, event={"source": group_source()}),
        unsend("2", 35, source=group_source()),
    ],
    "same millisecond": [
        event("follow", 10),
        event("unfollow", 10),
        edited("a", 20, "1"),
        edited("b", 20, "1"),
    ],
}


class Undo(Exception):
    """Ends a transaction without a trace."""


def applied(channel_id: int, cast: Cast, order: tuple[dict[str, Any], ...]) -> list[Any]:
    """What the events make of an empty channel in this order."""
    state: list[Any] = []
    with suppress(Undo), transaction() as session:
        for number, one in enumerate(order):
            row = WebhookEvent(
                channel_id=channel_id,
                event_id=str(number),
                body=json.dumps(one).encode(),
                message_id=one.get("message", {}).get("id"),
            )
            session.add(row)
            session.flush()
            row.state = adapters.apply(Arrival(session, cast.organization, channel_id, row, one), parse_event(one))
        session.flush()
        session.expire_all()
        state = state_of(channel_id)
        raise Undo
    return state


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
def test_every_order_of_related_events_ends_the_same(channel_id: int, cast: Cast, family: list[dict[str, Any]]) -> None:
    states = [applied(channel_id, cast, order) for order in itertools.permutations(family)]
    assert len(states[0]) > 3
    for order, state in zip(itertools.permutations(family), states, strict=True):
        assert state == states[0], [one["type"] for one in order]


@pytest.mark.parametrize("unsend_first", [False, True])
def test_of_an_unsent_message_no_word_is_left(
    take: Take, channel_id: int, app: Flask, databases: Databases, unsend_first: bool
) -> None:
    source = group_source()
    pair = [
        text(CANARY, 10, message_id="468", event={"source": source}),
        edited(f"{CANARY} again", 15, "468"),
        unsend("468", 20, source=source),
    ]
    take(*(pair[::-1] if unsend_first else pair))
    bubble = the_bubble()
    assert bubble.is_unsent
    assert (bubble.text, bubble.content, bubble.quote_token, bubble.mark_as_read_token) == ("", {}, None, None)
    assert the_conversation().unread_count == 0
    db.session.remove()
    assert not databases.holds(app, CANARY)


def test_a_taken_back_message_that_could_not_be_read_is_emptied_too(take: Take) -> None:
    bad = message("text", 10, message_id="468", text=CANARY, quoteToken=["no text"])
    take(bad, unsend("468", 20))
    take(message("text", 10, message_id="469", text=CANARY, quoteToken=["x"]))
    bodies = {row.message_id: row.body for row in db.session.scalars(select(WebhookEvent))}
    assert bodies["468"] is None
    take(unsend("470", 20), message("text", 10, message_id="470", text=CANARY, quoteToken=["x"]))
    bodies = {row.message_id: row.body for row in db.session.scalars(select(WebhookEvent))}
    assert bodies["470"] is None
    assert CANARY.encode() in (bodies["469"] or b"")


def test_what_was_read_before_it_was_taken_back_does_not_lower_the_count(take: Take) -> None:
    take(text("read", 10, message_id="1"))
    with transaction() as session:
        session.scalars(select(Conversation)).one().unread_count = 0
    take(text("unread", 20, message_id="2"), unsend("1", 30))
    assert the_conversation().unread_count == 1
    take(unsend("2", 40), unsend("2", 41))
    assert the_conversation().unread_count == 0


def test_nobody_takes_back_what_was_said_elsewhere(take: Take) -> None:
    take(text("in the group", 10, message_id="1", event={"source": group_source()}), unsend("1", 20))
    [bubble] = [bubble for bubble in bubbles() if bubble.external_id == "1"]
    assert (bubble.text, bubble.unsent_at) == ("in the group", None)


def test_the_newest_edit_is_shown(take: Take) -> None:
    take(text("helo", 10, message_id="1", event={"source": group_source()}))
    take(edited("hello", 30, "1"), edited("hallo", 20, "1"))
    bubble = the_bubble()
    assert (bubble.text, bubble.quote_token) == ("hello", "quote-30")
    assert int(bubble.edited_at.timestamp() * 1000) == T0 + 30 if bubble.edited_at else False
    assert the_conversation().unread_count == 1


def test_follow_and_unfollow_are_told_and_the_newest_holds(take: Take) -> None:
    take(event("unfollow", 20), event("follow", 10))
    [contact] = contacts()
    assert contact.is_blocked
    assert [(line.direction, line.content["activity"]) for line in bubbles()] == [
        (Direction.ACTIVITY, "followed"),
        (Direction.ACTIVITY, "unfollowed"),
    ]
    assert the_conversation().unread_count == 0
    take(event("follow", 30, follow={"isUnblocked": True}))
    assert not contacts()[0].is_blocked


def test_joining_and_leaving_a_group_is_told(take: Take) -> None:
    nobody = group_source(None)
    members = {"members": [{"type": "user", "userId": "U" + "e" * 32}, {"type": "user", "userId": "U" + "f" * 32}]}
    take(
        event("join", 1, source=nobody),
        event("memberJoined", 2, source=nobody, joined=members),
        event("memberLeft", 3, source=nobody, left=members),
        event("leave", 4, source=nobody),
    )
    told = [(line.content["activity"], line.sender.external_id[:2] if line.sender else None) for line in bubbles()]
    assert told == [
        ("joined", None),
        ("member_joined", "Ue"),
        ("member_joined", "Uf"),
        ("member_left", "Ue"),
        ("member_left", "Uf"),
        ("left", None),
    ]
    assert contacts()[0].is_blocked


def test_other_events_are_lines_and_a_postback_is_a_bubble(take: Take) -> None:
    take(
        event("beacon", 1, beacon={"hwid": "d41d8cd98f", "type": "enter"}),
        event("videoPlayComplete", 2, videoPlayComplete={"trackingId": "track"}),
        event("accountLink", 3, link={"result": "ok", "nonce": "secret"}),
        event("membership", 4, membership={"type": "joined", "membershipId": 3189}),
        event("postback", 5, postback={"data": "buy=1", "params": {"date": "2026-01-01"}}),
    )
    told = [(line.direction, line.content.get("activity") or line.content["event"]) for line in bubbles()]
    activity = Direction.ACTIVITY
    assert told == [
        (activity, "beacon"),
        (activity, "video_watched"),
        (activity, "account_linked"),
        (activity, "membership"),
        (Direction.INCOMING, "postback"),
    ]
    assert "secret" not in str([line.content for line in bubbles()])
    assert the_conversation().unread_count == 1


def test_repeating_everything_changes_nothing(take: Take, channel_id: int) -> None:
    take(*FAMILIES["group"])
    before = state_of(channel_id)
    take(*FAMILIES["group"], *FAMILIES["group"])
    assert state_of(channel_id) == before
