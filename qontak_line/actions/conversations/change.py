"""How every verb here changes a conversation: locked, by one conditional UPDATE, and with a system line in its room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update

from qontak_line.actions import tell
from qontak_line.actions.conversations.errors import NotAllowed
from qontak_line.actions.lock import lock
from qontak_line.db import db, now
from qontak_line.models import Conversation, Direction, Kind, Message, User


def lock_for(conversation: Conversation, by: User) -> None:
    """Lock it, so that commit order is the order of ids, for a user who must be able to see it. Raises NotAllowed."""
    lock(conversation)
    if not conversation.is_visible_to(by):
        raise NotAllowed


def change(conversation: Conversation, *conditions: ColumnElement[bool], **values: Any) -> bool:
    """One UPDATE where the conditions still hold; whether they did."""
    done = db.session.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id, *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
        .returning(Conversation.id)
    ).first()
    db.session.refresh(conversation)
    return done is not None


def next_said_at(conversation: Conversation) -> datetime:
    """Now, but never before the newest message, since LINE's clock may run ahead of ours."""
    return max(now(), conversation.last_message_at)


def note_activity(conversation: Conversation, activity: str, by: User | None, **particulars: Any) -> Message:
    """A system line: facts, from which a sentence is made when it is read; and a look for those who watch."""
    line = Message(
        organization_id=conversation.organization_id,
        channel_id=conversation.channel_id,
        conversation_id=conversation.id,
        direction=Direction.ACTIVITY,
        kind=Kind.EVENT,
        content={"activity": activity, **({"by_name": by.name} if by else {}), **particulars},
        user_id=by.id if by else None,
        said_at=next_said_at(conversation),
    )
    db.session.add(line)
    db.session.flush()
    tell.look(conversation.organization_id, f"conversation:{conversation.id}")
    return line
