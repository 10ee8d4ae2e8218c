"""Reopen a resolved or snoozed conversation; it keeps its assignee."""

from __future__ import annotations

from qontak_line.actions.conversations.change import change, lock_for, note_activity
from qontak_line.actions.conversations.errors import AlreadyDone
from qontak_line.models import Conversation, ConversationState, User


def reopen(conversation: Conversation, by: User) -> None:
    """Raises NotAllowed, AlreadyDone."""
    lock_for(conversation, by)
    if not _open(conversation):
        raise AlreadyDone
    note_activity(conversation, "reopened", by)


def reopen_by_answer(conversation: Conversation, by: User) -> None:
    """Who answers reopens; the caller has it locked."""
    if not conversation.is_open and _open(conversation):
        note_activity(conversation, "reopened", by)


def _open(conversation: Conversation) -> bool:
    closed = Conversation.state != ConversationState.OPEN
    return change(conversation, closed, state=ConversationState.OPEN, snoozed_until=None)
