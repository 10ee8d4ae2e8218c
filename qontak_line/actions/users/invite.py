"""Invite: a new user of an organization."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from qontak_line.actions import audit
from qontak_line.actions.users.usernames import BadUsername, UsernameTaken, is_usable
from qontak_line.db import db
from qontak_line.models import Role, User
from qontak_line.models.user import username_key


def invite(
    organization_id: int, *, username: str, name: str = "", role: Role, password_hash: str, by: User | None
) -> User:
    """Add a user; without a name they go by their username. Raises `BadUsername`, `UsernameTaken`."""
    username = username.strip()
    if not is_usable(username):
        raise BadUsername
    user = User(
        organization_id=organization_id,
        username=username,
        username_key=username_key(username),
        name=name.strip()[:100] or username,
        role=role,
        password_hash=password_hash,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise UsernameTaken from None
    audit.record(organization_id, "user:invited", by, user=user.id, username=username, role=role.value)
    return user
