"""Write a note for the team; no customer ever sees it."""

from __future__ import annotations

from qontak_line.actions import tell
from qontak_line.actions.conversations.change import lock_for, next_said_at
from qontak_line.actions.messages.texts import written
from qontak_line.db import db
from qontak_line.models import Conversation, Direction, Kind, Message, User


def add_note(conversation: Conversation, text: str, by: User) -> Message:
    """The list's preview and order stay. Raises NotAllowed, and Invalid: `empty`, `too_long`, `unwritable`."""
    [kept] = written([text])
    lock_for(conversation, by)
    note = Message(
        organization_id=conversation.organization_id,
        channel_id=conversation.channel_id,
        conversation_id=conversation.id,
        direction=Direction.NOTE,
        kind=Kind.TEXT,
        text=kept,
        user_id=by.id,
        said_at=next_said_at(conversation),
    )
    db.session.add(note)
    db.session.flush()
    tell.look(conversation.organization_id, f"conversation:{conversation.id}")
    return note
