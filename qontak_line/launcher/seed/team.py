"""The demo's organization and its users."""

from collections.abc import Mapping

from sqlalchemy import select

from qontak_line.actions import organizations, users
from qontak_line.actions.passwords import hash_password
from qontak_line.db import db, transaction
from qontak_line.launcher.playbill import ROLES
from qontak_line.models import Role, User

ORGANIZATION = "Kopi Lereng Senja"
TIMEZONE = "Asia/Jakarta"
NAMES = {"dewi": "Dewi Anggraini", "rina": "Rina Wulandari", "budi": "Budi Santoso"}
ADMIN = "dewi"


def gather(passwords: Mapping[str, str]) -> None:
    """Add whoever is not there yet; the first one comes with the organization."""
    for username, role in ROLES.items():
        if _find(username) is None:
            _add(username, Role(role), hash_password(passwords[username]))


def _add(username: str, role: Role, password_hash: str) -> None:
    admin = _find(ADMIN)
    with transaction():
        if admin is None:
            user = organizations.set_up(ORGANIZATION, TIMEZONE, username, password_hash)
        else:
            user = users.invite(
                admin.organization_id, username=username, role=role, password_hash=password_hash, by=admin
            )
        users.rename(user, NAMES[username], by=admin or user)


def _find(username: str) -> User | None:
    try:
        return db.session.scalar(select(User).where(User.username_key == username))
    finally:
        db.session.rollback()
