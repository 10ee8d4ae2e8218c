"""Snooze a conversation: out of sight until a time, or until the customer writes."""

from __future__ import annotations

from datetime import datetime

from qontak_line.actions.conversations.change import change, lock_for, note_activity
from qontak_line.actions.conversations.errors import AlreadyDone
from qontak_line.db import now
from qontak_line.models import Conversation, ConversationState, User


def snooze(conversation: Conversation, until: datetime, by: User) -> None:
    """`until`: aware and in the future, else ValueError. Raises NotAllowed, AlreadyDone."""
    if until <= now():
        raise ValueError("a snooze ends in the future")
    lock_for(conversation, by)
    is_new = (Conversation.state != ConversationState.SNOOZED) | Conversation.snoozed_until.is_distinct_from(until)
    if not change(conversation, is_new, state=ConversationState.SNOOZED, snoozed_until=until):
        raise AlreadyDone
    note_activity(conversation, "snoozed", by, until=until.isoformat())
