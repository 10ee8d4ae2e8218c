"""Wake what was snoozed until now."""

from __future__ import annotations

from sqlalchemy import select

from qontak_line.actions.conversations.change import change, note_activity
from qontak_line.db import db, now, transaction
from qontak_line.jobs import every
from qontak_line.models import Conversation, ConversationState

AT_ONCE = 100


@every(10)
def wake() -> None:
    """Each in a transaction of its own; the condition decides when two workers look at the same moment."""
    snoozed = Conversation.state == ConversationState.SNOOZED
    over = Conversation.snoozed_until <= now()
    for conversation_id in db.session.scalars(select(Conversation.id).where(snoozed, over).limit(AT_ONCE)).all():
        with transaction() as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation and change(conversation, snoozed, over, state=ConversationState.OPEN, snoozed_until=None):
                note_activity(conversation, "woken", None)
