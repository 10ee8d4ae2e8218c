"""Change a role."""

from __future__ import annotations

from qontak_line.actions import audit, sessions
from qontak_line.actions.users.last_admin import keep_an_admin
from qontak_line.models import Role, User


def change_role(user: User, role: Role, by: User | None) -> None:
    """Give another role; the user has to log in again. Raises `LastAdmin`."""
    if user.role is role:
        return
    keep_an_admin(user)
    before, user.role = user.role, role
    audit.record(user.organization_id, "user:role:changed", by, user=user.id, before=before.value, after=role.value)
    sessions.end_all(user)
