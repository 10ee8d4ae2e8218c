"""Take an unassigned conversation."""

from __future__ import annotations

from qontak_line.actions.conversations.assign import give
from qontak_line.actions.conversations.errors import AlreadyDone, NotAllowed, TakenMeanwhile
from qontak_line.actions.lock import lock
from qontak_line.models import Conversation, User


def take(conversation: Conversation, by: User) -> None:
    """Make it mine if it is nobody's. Raises TakenMeanwhile whatever the role, and AlreadyDone when it is mine."""
    lock(by)
    lock(conversation)
    if by.organization_id != conversation.organization_id or not by.is_active:
        raise NotAllowed
    if conversation.assignee_id == by.id:
        raise AlreadyDone(by)
    if conversation.assignee is not None:
        raise TakenMeanwhile(conversation.assignee)
    give(conversation, by, by)


def take_by_answer(conversation: Conversation, by: User) -> None:
    """Who answers an unassigned conversation takes it; the caller has it locked."""
    if conversation.assignee_id is None:
        give(conversation, by, by)
