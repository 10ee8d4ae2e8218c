"""The last active Admin of an organization stays one, so that nobody is locked out of it."""

from __future__ import annotations

from sqlalchemy import exists, select

from qontak_line.db import db
from qontak_line.models import Organization, Role, User


class LastAdmin(Exception):
    """Nobody else could look after the organization."""


def keep_an_admin(user: User) -> None:
    """Raise `LastAdmin` when no other active Admin is left.

    The organization's row is locked first, so that two Admins who go at the same moment are looked at one after
    the other. (SQLite: whoever writes is alone anyway.)
    """
    if user.role is not Role.ADMIN or not user.is_active:
        return
    db.session.execute(select(Organization.id).where(Organization.id == user.organization_id).with_for_update())
    another = exists().where(
        User.organization_id == user.organization_id,
        User.id != user.id,
        User.role == Role.ADMIN,
        User.deactivated_at.is_(None),
    )
    if not db.session.scalar(select(another)):
        raise LastAdmin
