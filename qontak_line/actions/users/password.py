"""Set a password: an Admin for somebody else, or everybody for themselves."""

from __future__ import annotations

from qontak_line.actions import audit, sessions
from qontak_line.models import User


def reset_password(user: User, password_hash: str, by: User | None) -> None:
    """Every session of the user ends."""
    user.password_hash = password_hash
    audit.record(user.organization_id, "user:password:reset", by, user=user.id)
    sessions.end_all(user)


def change_own_password(user: User, password_hash: str, keep: int) -> None:
    """Every session of the user ends but the one with the id to `keep`."""
    user.password_hash = password_hash
    audit.record(user.organization_id, "user:password:changed", user, user=user.id)
    sessions.end_all(user, keep=keep)
