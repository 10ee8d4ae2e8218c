"""Organizations: make one; on the first run together with its first Admin."""

from __future__ import annotations

from sqlalchemy import exists, select, text

from qontak_line.actions import audit, users
from qontak_line.db import db
from qontak_line.models import Organization, Role, User
from qontak_line.models.organization import DEFAULT_TIMEZONE


class AlreadySetUp(Exception):
    """There is a user: set-up is over."""


def create(name: str, timezone: str = DEFAULT_TIMEZONE) -> Organization:
    """`timezone` is an IANA name."""
    organization = Organization(name=name.strip()[:100], timezone=timezone)
    db.session.add(organization)
    db.session.flush()
    audit.record(organization.id, "organization:created", None, name=organization.name)
    return organization


def set_up(name: str, timezone: str, username: str, password_hash: str) -> User:
    """The first organization and its Admin; of two at once, one. Raises `AlreadySetUp`, `users.BadUsername`."""
    _be_alone()
    if db.session.scalar(select(exists().where(User.id.is_not(None)))):
        raise AlreadySetUp
    organization = create(name, timezone)
    return users.invite(organization.id, username=username, role=Role.ADMIN, password_hash=password_hash, by=None)


def _be_alone() -> None:
    """SQLite lets one write at a time; PostgreSQL is told to."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE organization IN SHARE ROW EXCLUSIVE MODE"))
