"""The team page and the own sessions: who there is, when they were last here, and what is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from qontak_line.db import db, now
from qontak_line.models import Conversation, ConversationState, User, UserSession


@dataclass(frozen=True)
class Member:
    """A row of the team page."""

    user: User
    last_seen_at: datetime | None
    conversations: int
    """Open and snoozed ones that are assigned to them."""


def members(organization_id: int) -> list[Member]:
    """Everybody of the organization: active ones first, by name."""
    seen = (
        select(UserSession.user_id, func.max(UserSession.last_seen_at).label("at"))
        .group_by(UserSession.user_id)
        .subquery()
    )
    theirs = (
        select(Conversation.assignee_id, func.count().label("count"))
        .where(Conversation.organization_id == organization_id, Conversation.state != ConversationState.RESOLVED)
        .group_by(Conversation.assignee_id)
        .subquery()
    )
    found = db.session.execute(
        select(User, seen.c.at, func.coalesce(theirs.c.count, 0))
        .outerjoin(seen, seen.c.user_id == User.id)
        .outerjoin(theirs, theirs.c.assignee_id == User.id)
        .where(User.organization_id == organization_id)
        .order_by(User.deactivated_at.is_not(None), func.lower(User.name), User.id)
    )
    return [Member(user, at, count) for user, at, count in found]


def member(user: User) -> Member:
    """One of them."""
    return next(found for found in members(user.organization_id) if found.user.id == user.id)


def living_sessions(user_id: int) -> list[UserSession]:
    """The user's sessions that have not run out, the newest use first."""
    found = db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now())
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return list(found)
