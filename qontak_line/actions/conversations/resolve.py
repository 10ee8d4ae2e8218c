"""Resolve a conversation: nothing is left to do until the customer writes again."""

from __future__ import annotations

from qontak_line.actions.conversations.change import change, lock_for, note_activity
from qontak_line.actions.conversations.errors import AlreadyDone
from qontak_line.models import Conversation, ConversationState, User


def resolve(conversation: Conversation, by: User) -> None:
    """Raises NotAllowed, AlreadyDone."""
    lock_for(conversation, by)
    unresolved = Conversation.state != ConversationState.RESOLVED
    if not change(conversation, unresolved, state=ConversationState.RESOLVED, snoozed_until=None):
        raise AlreadyDone
    note_activity(conversation, "resolved", by)
