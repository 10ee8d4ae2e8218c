"""Assign a conversation: Admins and Supervisors to anyone, Agents hand over their own."""

from __future__ import annotations

from typing import Any

from qontak_line.actions import audit
from qontak_line.actions.conversations.change import change, note_activity
from qontak_line.actions.conversations.errors import AlreadyDone, NotAllowed, TakenMeanwhile
from qontak_line.actions.lock import lock
from qontak_line.models import Conversation, Role, User


def assign(conversation: Conversation, to: User | None, by: User) -> None:
    """Make it `to`'s, or nobody's. Raises NotAllowed, TakenMeanwhile, AlreadyDone."""
    if to is not None:
        lock(to)  # who is being deactivated is given nothing more
    lock(conversation)
    if to is not None and (to.organization_id != conversation.organization_id or not to.is_active):
        raise NotAllowed
    _refuse_by_role(conversation, to, by)
    if conversation.assignee_id == (to.id if to else None):
        raise AlreadyDone(to)
    give(conversation, to, by)


def give(conversation: Conversation, to: User | None, by: User) -> None:
    """The change itself, from whoever has it as far as we know. Raises TakenMeanwhile when that is no longer so."""
    before = conversation.assignee
    unchanged = Conversation.assignee_id.is_not_distinct_from(before.id if before else None)
    if not change(conversation, unchanged, assignee_id=to.id if to else None):
        raise TakenMeanwhile(conversation.assignee)
    note_given(conversation, before, to, by)


def note_given(conversation: Conversation, before: User | None, to: User | None, by: User) -> None:
    """The trail of an assignment that was made."""
    to_name: dict[str, Any] = {"to_name": to.name} if to else {}
    note_activity(conversation, _word(before, to, by), by, **to_name)
    audit.record(
        conversation.organization_id,
        "conversation:assignee:changed",
        by,
        conversation_id=conversation.id,
        from_id=before.id if before else None,
        to_id=to.id if to else None,
        **to_name,
    )


def _refuse_by_role(conversation: Conversation, to: User | None, by: User) -> None:
    if by.organization_id != conversation.organization_id:
        raise NotAllowed
    if by.role is not Role.AGENT or conversation.assignee_id == by.id:
        return
    takes = to is not None and to.id == by.id
    if takes and conversation.assignee is not None:
        raise TakenMeanwhile(conversation.assignee)
    if not takes:
        raise NotAllowed


def _word(before: User | None, to: User | None, by: User) -> str:
    if to is None:
        return "unassigned"
    if before is None and to.id == by.id:
        return "taken"
    return "handed_over" if before is not None and before.id == by.id else "assigned"
