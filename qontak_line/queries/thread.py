"""A room's messages, newest page first, oldest message first within the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from qontak_line.db import db
from qontak_line.models import Conversation, Message
from qontak_line.queries import cursor

PAGE = 50


@dataclass(frozen=True)
class Thread:
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
    found = db.session.scalars(
        wanted.order_by(Message.said_at.desc(), Message.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Message.sender), joinedload(Message.user), joinedload(Message.delivery))
    ).all()
    shown = list(reversed(found[:PAGE]))
    older = cursor.write(shown[0].said_at, shown[0].id) if len(found) > PAGE else None
    return Thread(shown, older, _quoted(conversation, shown))


def _quoted(conversation: Conversation, messages: Sequence[Message]) -> dict[str, Message]:
    ids = {message.quoted_external_id for message in messages if message.quoted_external_id}
    if not ids:
        return {}
    found = db.session.scalars(
        select(Message).where(Message.conversation_id == conversation.id, Message.external_id.in_(ids))
    )
    return {str(message.external_id): message for message in found}


def newest_id(conversation: Conversation) -> int:
    """The newest message of the room, for `seen`; 0 in an empty one."""
    found = db.session.scalar(
        select(Message.id).where(Message.conversation_id == conversation.id).order_by(Message.id.desc()).limit(1)
    )
    return found or 0
