"""A room's messages, newest page first, oldest message first within the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload, load_only

from qontak_line.db import db
from qontak_line.models import Contact, Conversation, Delivery, Message, User
from qontak_line.queries import cursor

PAGE = 50

_NEWEST_FIRST = (Message.said_at.desc(), Message.id.desc())


@dataclass(frozen=True)
class Thread:
    """Of each message only what its bubble shows is loaded; asking for more is an error, not another query."""

    messages: Sequence[Message]
    older: str | None
    """The cursor of the page before this one, or None at the beginning."""
    quoted: dict[str, Message]
    """Messages that these quote, by their LINE id; those of this conversation only."""

    @property
    def last_id(self) -> int:
        """The newest message on the page, for `seen`; 0 in an empty room."""
        return max((message.id for message in self.messages), default=0)


def thread_page(conversation: Conversation, before: str | None = None) -> Thread:
    """Up to `PAGE` messages before the cursor, or the newest ones."""
    wanted = select(Message).where(Message.conversation_id == conversation.id)
    position = cursor.read(before)
    if position is not None:
        wanted = wanted.where(tuple_(Message.said_at, Message.id) < tuple_(*position))
    found = db.session.scalars(wanted.order_by(*_NEWEST_FIRST).limit(PAGE + 1).options(*_SAID, *_SENT)).all()
    shown = list(reversed(found[:PAGE]))
    older = cursor.write(shown[0].said_at, shown[0].id) if len(found) > PAGE else None
    return Thread(shown, older, _quoted(conversation, shown))


def _quoted(conversation: Conversation, messages: Sequence[Message]) -> dict[str, Message]:
    """By the unique index of LINE's ids, which begins with the channel."""
    ids = {message.quoted_external_id for message in messages if message.quoted_external_id}
    if not ids:
        return {}
    found = db.session.scalars(
        select(Message)
        .where(
            Message.channel_id == conversation.channel_id,
            Message.external_id.in_(ids),
            Message.conversation_id + 0 == conversation.id,
        )
        .options(*_SAID)
    )
    return {str(message.external_id): message for message in found}


def newest_id(conversation: Conversation) -> int:
    """The newest message of a page, for `seen`; 0 in an empty room."""
    of_room = select(Message.id).where(Message.conversation_id == conversation.id)
    page = of_room.order_by(*_NEWEST_FIRST).limit(PAGE).subquery()
    return db.session.scalar(select(func.max(page.c.id))) or 0


_SAID = (
    load_only(
        Message.conversation_id,
        Message.direction,
        Message.kind,
        Message.external_id,
        Message.text,
        Message.content,
        Message.sender_id,
        Message.user_id,
        Message.delivery_id,
        Message.position,
        Message.quoted_external_id,
        Message.said_at,
        Message.edited_at,
        Message.unsent_at,
        raiseload=True,
    ),
    joinedload(Message.sender).load_only(
        Contact.kind, Contact.external_id, Contact.name, Contact.picture_id, raiseload=True
    ),
    joinedload(Message.user).load_only(User.name, raiseload=True),
)
"""What a bubble, or a quotation in one, shows of a message."""

_SENT = (
    joinedload(Message.delivery).load_only(
        Delivery.state,
        Delivery.reason,
        Delivery.line_message,
        Delivery.created_at,
        Delivery.first_attempt_at,
        raiseload=True,
    ),
)
"""And of how it was sent."""
