"""Events that belong together, and all that they may make of a channel: the same, in whatever order they come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from qontak_line.db import db
from qontak_line.models import Contact, Conversation, Message, ReplyToken, WebhookEvent
from tests.webhooks.line_posts import OTHER_USER, event, group_source, message, text

GROUP = group_source()
GROUP_ALONE = group_source(None)
MEMBERS = {"members": [{"type": "user", "userId": OTHER_USER}]}


def unsend(message_id: str, at: int, **given: Any) -> dict[str, Any]:
    return event("unsend", at, unsend={"messageId": message_id}, **given)


def edited(words: str, at: int, message_id: str) -> dict[str, Any]:
    inner = {"id": message_id, "type": "text", "text": words, "quoteToken": f"quote-{at}"}
    return event("messageEdited", at, source=GROUP, replyToken=f"edit-{at}", message=inner)


def in_group(words: str, at: int, message_id: str, **around: Any) -> dict[str, Any]:
    return text(words, at, message_id=message_id, markAsReadToken="mark", event={"source": GROUP, **around})


FAMILIES = {
    "one-to-one": [
        text("first", 10, message_id="11", markAsReadToken="m1"),
        event("unfollow", 20),
        event("follow", 30, follow={"isUnblocked": True}),
        unsend("11", 40),
        text("second", 50, message_id="12"),
    ],
    "group": [
        in_group("helo", 10, "1"),
        edited("hello", 30, "1"),
        edited("hallo", 20, "1"),
        in_group("other", 25, "2", mode="standby"),
        event("leave", 40, source=GROUP_ALONE),
    ],
    "edited and taken back": [
        in_group("helo", 10, "1"),
        edited("hello", 20, "1"),
        unsend("1", 30, source=GROUP),
        message("image", 5, message_id="2", contentProvider={"type": "line"}, event={"source": GROUP}),
        unsend("2", 35, source=GROUP),
    ],
    "same millisecond": [
        in_group("said", 20, "1"),
        edited("a", 20, "1"),
        edited("b", 20, "1"),
        event("join", 20, source=GROUP_ALONE, mode="standby"),
        event("leave", 20, source=GROUP_ALONE),
    ],
    "told twice": [
        text("first", 10, message_id="1"),
        text("first", 10, message_id="1"),
        text("second", 10, message_id="2"),
        unsend("1", 20),
        unsend("1", 25),
    ],
    "comings and goings": [
        event("join", 1, source=GROUP_ALONE),
        event("memberJoined", 2, source=GROUP_ALONE, joined=MEMBERS),
        in_group("halo", 3, "1"),
        event("memberLeft", 4, source=GROUP_ALONE, left=MEMBERS),
        event("leave", 5, source=GROUP_ALONE, mode="standby"),
    ],
    "no message": [
        event("postback", 10, postback={"data": "buy=1"}),
        event("wave", 20, wave={"strength": 5}),
        event("beacon", 15, beacon={"hwid": "d41d8cd98f", "type": "enter"}),
        text("halo", 5, message_id="1"),
        unsend("1", 30),
    ],
}


def state_of(channel_id: int) -> list[str]:
    """Every row of a channel but for our own ids and times, and where a member was met last."""
    newest = select(Message.external_id).where(Message.id == Conversation.last_message_id).scalar_subquery()
    sender = select(Contact.external_id).where(Contact.id == Message.sender_id).scalar_subquery()
    of_messages = ("direction", "kind", "external_id", "text", "content", "said_at", "edited_at", "unsent_at")
    tokens = ("quote_token", "mark_as_read_token", "quoted_external_id")
    of_rooms = ("state", "unread_count", "last_message_at", "is_standby", "newest_event_at", "assignee_id")
    of_contacts = ("kind", "external_id", "is_blocked", "reach_changed_at", "followed_at")
    bytes_left = (WebhookEvent.event_id, WebhookEvent.body.is_not(None))
    queries = [
        select(*(getattr(Message, name) for name in of_messages + tokens), sender),
        select(*(getattr(Conversation, name) for name in of_rooms), newest),
        select(*(getattr(Contact, name) for name in of_contacts)),
        select(ReplyToken.token, ReplyToken.received_at).join(Conversation),
        select(*bytes_left).where(WebhookEvent.channel_id == channel_id),
    ]
    owners = [Message.channel_id, Conversation.channel_id, Contact.channel_id, Conversation.channel_id, None]
    found: list[str] = []
    for query, owner in zip(queries, owners, strict=True):
        rows = db.session.execute(query if owner is None else query.where(owner == channel_id))
        found += sorted(map(_told, rows))
    return found


def _told(row: Row[Any]) -> str:
    return repr(tuple(row))
