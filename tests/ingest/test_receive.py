"""What a customer writes becomes one bubble in the one conversation of the chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from qontak_line.db import db, now, transaction
from qontak_line.models import (
    Channel,
    ContactKind,
    Conversation,
    ConversationState,
    Direction,
    EventState,
    Kind,
    Message,
    ReplyToken,
    WebhookEvent,
)
from tests.factories import Cast
from tests.ingest.conftest import Take, bubbles, contacts, conversations, the_bubble, the_conversation
from tests.webhooks.line_posts import (
    GROUP,
    OTHER_USER,
    ROOM,
    T0,
    USER,
    event,
    group_source,
    message,
    text,
    user_source,
)

WHEN = datetime.fromtimestamp(T0 / 1000, UTC)
PROVIDED = {"type": "line"}
SAID: list[tuple[dict[str, Any], Kind, dict[str, Any]]] = [
    (
        {
            "type": "text",
            "text": "@Dewi (love)",
            "emojis": [{"index": 6, "length": 6, "productId": "p1", "emojiId": "001"}],
            "mention": {"mentionees": [{"index": 0, "length": 5, "type": "user", "userId": USER, "isSelf": False}]},
        },
        Kind.TEXT,
        {
            "emojis": [{"index": 6, "length": 6, "productId": "p1", "emojiId": "001"}],
            "mentionees": [{"index": 0, "length": 5, "type": "user", "userId": USER, "isSelf": False}],
        },
    ),
    (
        {"type": "image", "contentProvider": PROVIDED, "imageSet": {"id": "set", "index": 1, "total": 2}},
        Kind.IMAGE,
        {"provider": "line", "imageSet": {"id": "set", "index": 1, "total": 2}},
    ),
    (
        {
            "type": "video",
            "duration": 60000,
            "contentProvider": {
                "type": "external",
                "originalContentUrl": "https://a.example/v",
                "previewImageUrl": "https://a.example/p",
            },
        },
        Kind.VIDEO,
        {
            "provider": "external",
            "originalContentUrl": "https://a.example/v",
            "previewImageUrl": "https://a.example/p",
            "duration": 60000,
        },
    ),
    ({"type": "audio", "duration": 5, "contentProvider": PROVIDED}, Kind.AUDIO, {"provider": "line", "duration": 5}),
    ({"type": "file", "fileName": "a.pdf", "fileSize": 7}, Kind.FILE, {"fileName": "a.pdf", "fileSize": 7}),
    (
        {"type": "location", "latitude": -6.2, "longitude": 106.8, "title": "Toko", "address": "Jl. Melati 1"},
        Kind.LOCATION,
        {"latitude": -6.2, "longitude": 106.8, "title": "Toko", "address": "Jl. Melati 1"},
    ),
    (
        {
            "type": "sticker",
            "packageId": "446",
            "stickerId": "1988",
            "stickerResourceType": "STATIC",
            "keywords": ["hi", "wave"],
        },
        Kind.STICKER,
        {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC", "keywords": ["hi", "wave"]},
    ),
]


@pytest.mark.parametrize(("said", "kind", "content"), SAID, ids=[said["type"] for said, _, _ in SAID])
def test_each_kind_of_message_keeps_its_data(
    take: Take, said: dict[str, Any], kind: Kind, content: dict[str, Any]
) -> None:
    take(message(said.pop("type"), 5, message_id="468", markAsReadToken="mark", quoteToken="quote", **said))
    bubble = the_bubble()
    assert (bubble.kind, bubble.content, bubble.text) == (kind, content, said.get("text", ""))
    assert (bubble.direction, bubble.external_id) == (Direction.INCOMING, "468")
    assert (bubble.mark_as_read_token, bubble.quote_token) == ("mark", "quote")
    assert bubble.said_at == WHEN + timedelta(milliseconds=5)
    said["type"] = kind.value


def test_a_message_of_a_new_kind_is_shown_with_its_data(take: Take) -> None:
    take(message("hologram", message_id="1", shape="cube\x00", quoteToken="secret-of-line"))
    bubble = the_bubble()
    assert bubble.kind is Kind.UNKNOWN
    assert bubble.content == {"type": "hologram", "data": {"id": "1", "type": "hologram", "shape": "cube\ufffd"}}


def test_an_event_of_a_new_kind_is_shown_with_its_data(take: Take) -> None:
    take(event("wave", wave={"strength": 5}))
    bubble = the_bubble()
    assert (bubble.kind, bubble.direction) == (Kind.UNKNOWN, Direction.INCOMING)
    assert bubble.content["type"] == "wave"
    assert bubble.content["data"]["wave"] == {"strength": 5}


def test_a_first_message_opens_a_conversation(take: Take, channel_id: int, cast: Cast) -> None:
    take(text("halo", 7))
    [contact], conversation, bubble = contacts(), the_conversation(), the_bubble()
    assert (contact.kind, contact.external_id, contact.organization_id) == (ContactKind.USER, USER, cast.organization)
    assert (conversation.contact_id, conversation.channel_id) == (contact.id, channel_id)
    assert (conversation.state, conversation.unread_count) == (ConversationState.OPEN, 1)
    assert (conversation.last_message_id, conversation.last_message_at) == (bubble.id, bubble.said_at)
    assert (bubble.sender_id, bubble.organization_id) == (contact.id, cast.organization)


def test_quoting_is_kept(take: Take) -> None:
    take(message("text", text="this one", quotedMessageId="468"))
    assert the_bubble().quoted_external_id == "468"


def test_one_webhook_may_tell_of_several_people(take: Take) -> None:
    take(text("from A"), text("from B", event={"source": user_source(OTHER_USER)}), text("again A"))
    assert [conversation.unread_count for conversation in conversations()] == [2, 1]


@pytest.mark.parametrize(
    ("source", "kind", "chat"),
    [
        (group_source(), ContactKind.GROUP, GROUP),
        ({"type": "room", "roomId": ROOM, "userId": USER}, ContactKind.ROOM, ROOM),
    ],
)
def test_in_a_group_the_group_is_the_contact_and_a_member_the_sender(
    take: Take, source: dict[str, str], kind: ContactKind, chat: str
) -> None:
    take(text("to all", event={"source": source}))
    group, member = contacts()
    assert (group.kind, group.external_id, the_conversation().contact_id) == (kind, chat, group.id)
    assert (member.external_id, member.met_in_id, the_bubble().sender_id) == (USER, group.id, member.id)


def test_a_group_member_who_is_not_told_has_no_sender(take: Take) -> None:
    take(text("somebody", event={"source": group_source(None)}))
    assert the_bubble().sender_id is None


def test_the_same_message_in_another_event_is_one_bubble(take: Take) -> None:
    take(text("once", message_id="468"), text("once", message_id="468"))
    assert len(bubbles()) == 1
    assert the_conversation().unread_count == 1


def test_what_comes_late_does_not_move_the_conversation_back(take: Take) -> None:
    take(text("second", 2000), text("first", 1000))
    assert [bubble.text for bubble in bubbles()] == ["first", "second"]
    assert the_conversation().last_message_id == bubbles()[1].id
    assert the_conversation().unread_count == 2


@pytest.mark.parametrize("state", [ConversationState.RESOLVED, ConversationState.SNOOZED])
@pytest.mark.parametrize(("assignee", "kept"), [("budi", True), ("tono", False)])
def test_a_message_opens_what_was_put_away(
    take: Take, cast: Cast, state: ConversationState, assignee: str, kept: bool
) -> None:
    take(text("first"))
    with transaction() as session:
        row = session.scalars(select(Conversation)).one()
        row.state, row.assignee_id, row.snoozed_until = state, getattr(cast, assignee), now()
    take(event("unfollow", 10))
    assert the_conversation().state is state
    take(text("again", 20))
    conversation = the_conversation()
    assert (conversation.state, conversation.snoozed_until) == (ConversationState.OPEN, None)
    assert conversation.assignee_id == (getattr(cast, assignee) if kept else None)
    assert bubbles()[-1].content == {"activity": "reopened_by_message"}


def test_a_reply_token_is_kept_with_the_time_of_its_webhook(take: Take) -> None:
    at = int(now().timestamp() * 1000) - T0
    take(text("hi", at, event={"replyToken": "good"}), text("hi", event={"replyToken": "much too old"}))
    for number, dummy in enumerate(("0" * 32, "f" * 32)):
        take(text("verify", at + number, event={"replyToken": dummy}))
    take(text("not ours to answer", at + 5, event={"replyToken": "standby", "mode": "standby"}))
    [token] = db.session.scalars(select(ReplyToken))
    received_at = db.session.scalar(select(func.min(WebhookEvent.received_at)))
    assert (token.token, token.used_at, token.received_at) == ("good", None, received_at)


def test_the_newest_event_tells_who_has_control(take: Take) -> None:
    take(text("hi", 20, event={"mode": "standby"}), text("late", 10))
    assert the_conversation().is_standby
    take(text("hi", 30))
    assert not the_conversation().is_standby


def test_the_channel_knows_when_line_was_heard(take: Take, channel_id: int) -> None:
    take(text("hi"))
    channel = db.session.get_one(Channel, channel_id)
    assert channel.last_event_at is not None
    assert channel.redelivery_seen_at is None
    take(text("hi", event={"deliveryContext": {"isRedelivery": True}}))
    assert db.session.get_one(Channel, channel_id).redelivery_seen_at is not None


def test_what_has_no_chat_is_skipped_and_kept(take: Take) -> None:
    take(event("accountLink", source=None, link={"result": "failed", "nonce": "n"}), event("botSuspended", source=None))
    assert [row.state for row in db.session.scalars(select(WebhookEvent))] == [EventState.SKIPPED] * 2
    assert bubbles() == []


def test_two_organizations_never_meet(take: Take, cast: Cast) -> None:
    from tests.factories import make_channel

    theirs = make_channel(cast.other).id
    take(text("ours", message_id="468"))
    take(text("theirs", message_id="468"), channel=theirs)
    take(event("unsend", 10, unsend={"messageId": "468"}), channel=theirs)
    ours, others = db.session.scalars(select(Message).order_by(Message.id))
    assert (ours.organization_id, ours.text, ours.unsent_at) == (cast.organization, "ours", None)
    assert (others.organization_id, others.text) == (cast.other, "")
