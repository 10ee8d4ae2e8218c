"""Deactivate a user, and bring one back. Nobody is deleted: what they wrote keeps its author."""

from __future__ import annotations

from sqlalchemy import select

from qontak_line.actions import audit, sessions
from qontak_line.actions.conversations.change import change, note_activity
from qontak_line.actions.users.last_admin import keep_an_admin
from qontak_line.db import db, now
from qontak_line.models import Conversation, ConversationState, User


def deactivate(user: User, by: User | None) -> None:
    """End every session; what was theirs and is not resolved becomes unassigned. Raises `LastAdmin`."""
    if not user.is_active:
        return
    keep_an_admin(user)
    user.deactivated_at = now()
    freed = _unassign(user, by)
    audit.record(user.organization_id, "user:deactivated", by, user=user.id, unassigned=freed)
    sessions.end_all(user)


def activate(user: User, by: User | None) -> None:
    """Bring a deactivated user back, with the password and role of before."""
    if user.is_active:
        return
    user.deactivated_at = None
    audit.record(user.organization_id, "user:activated", by, user=user.id)


def _unassign(user: User, by: User | None) -> list[int]:
    """Ids of the conversations that are anybody's now. Resolved ones keep their assignee for the record."""
    theirs = db.session.scalars(
        select(Conversation)
        .where(Conversation.assignee_id == user.id, Conversation.state != ConversationState.RESOLVED)
        .order_by(Conversation.id)
    ).all()
    freed = [one for one in theirs if change(one, Conversation.assignee_id == user.id, assignee_id=None)]
    for conversation in freed:
        note_activity(conversation, "unassigned", by)
    return [conversation.id for conversation in freed]
