"""Whom a conversation can be given to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only

from qontak_line.db import db
from qontak_line.models import Conversation, User


def assignable(user: User, conversation: Conversation) -> Sequence[User]:
    """The organization's active users, by name; who is asking stands first."""
    found = db.session.scalars(
        select(User)
        .where(User.organization_id == conversation.organization_id, User.deactivated_at.is_(None))
        .order_by(User.name, User.id)
        .options(load_only(User.name))
    ).all()
    return sorted(found, key=lambda one: one.id != user.id)


def of_organization(organization_id: int, user_id: int) -> User | None:
    """An active user of the organization."""
    return db.session.scalar(
        select(User).where(User.id == user_id, User.organization_id == organization_id, User.deactivated_at.is_(None))
    )
