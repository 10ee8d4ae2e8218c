"""The last active Admin of an organization stays one, so that nobody is locked out of it."""

from __future__ import annotations

from sqlalchemy import exists, select

from qontak_line.actions.lock import lock
from qontak_line.db import db
from qontak_line.models import Role, User


class LastAdmin(Exception):
    """Nobody else could look after the organization."""


def keep_an_admin(user: User) -> None:
    """Raise `LastAdmin` when no other active Admin is left.

    The organization's row is locked first, so that two Admins who go at the same moment are looked at one after
    the other. (SQLite: whoever writes is alone anyway.)
    """
    lock(user.organization)
    db.session.refresh(user)
    if user.role is not Role.ADMIN or not user.is_active:
        return
    another = exists().where(
        User.organization_id == user.organization_id,
        User.id != user.id,
        User.role == Role.ADMIN,
        User.deactivated_at.is_(None),
    )
    if not db.session.scalar(select(another)):
        raise LastAdmin
