"""Events come in any order, twice, and after each other's end; the rows end the same."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from qontak_line.db import db, transaction
from qontak_line.models import Conversation, Direction, WebhookEvent
from tests.databases import Databases
from tests.ingest.conftest import Take, bubbles, contacts, the_bubble, the_conversation
from tests.ingest.families import FAMILIES, edited, state_of, unsend
from tests.webhooks.line_posts import T0, event, group_source, message, text

CANARY = "canary-8b1f"


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
