"""Sessions: prove who somebody is, begin a session, let it slide, end it. An ended session closes its live streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from qontak_line.actions import audit, passwords, tell
from qontak_line.actions.lock import lock_if_there
from qontak_line.db import db, now, transaction
from qontak_line.jobs import every
from qontak_line.models import User, UserSession
from qontak_line.models.user import username_key
from qontak_line.models.user_session import LIFETIME, REMEMBERED_LIFETIME, new_token, token_hash


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password of this user, while its hash was this one."""

    user_id: int
    password_hash: str
    fresh_hash: str | None
    """The same password with today's parameters, when the kept hash was dated."""


def prove(username: str, password: str) -> Proof | None:
    """Look at a username and a password. Unknown and deactivated users cost the same work. Raises `passwords.TooBusy`.

    The database connection is given back before the work, which takes long.
    """
    found = db.session.execute(
        select(User.id, User.password_hash).where(
            User.username_key == username_key(username), User.deactivated_at.is_(None)
        )
    ).one_or_none()
    db.session.rollback()
    is_right = passwords.is_right(found.password_hash if found else None, password[: passwords.MAX_LENGTH])
    if found is None or not is_right or len(password) > passwords.MAX_LENGTH:
        return None
    dated = passwords.is_dated(found.password_hash)
    return Proof(found.id, found.password_hash, passwords.hash_password(password) if dated else None)


def begin(proof: Proof, *, remembered: bool, user_agent: str, address: str) -> tuple[UserSession, str] | None:
    """A new session and the token that its cookie holds; None when the password or the user changed meanwhile."""
    user = lock_if_there(db.session(), User, proof.user_id)
    if user is None or not user.is_active or user.password_hash != proof.password_hash:
        return None
    if proof.fresh_hash is not None:
        user.password_hash = proof.fresh_hash
    token = new_token()
    begun = UserSession(
        user=user,
        token_hash=token_hash(token),
        is_remembered=remembered,
        user_agent=user_agent[:200],
        address=address[:45],
        expires_at=now() + _lifetime(remembered),
    )
    db.session.add(begun)
    db.session.flush()
    audit.record(user.organization_id, "session:begun", user, session=begun.id)
    return begun, token


def slide(session_id: int, *, remembered: bool) -> None:
    """It is in use: its time begins anew. One that ended meanwhile stays ended."""
    at = now()
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id)
        .values(last_seen_at=at, expires_at=at + _lifetime(remembered))
        .execution_options(synchronize_session=False)
    )


def end(session_id: int, by: User) -> None:
    """End one session of the actor; nothing happens when it has ended already."""
    ended = db.session.execute(
        delete(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == by.id)
        .returning(UserSession.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is not None:
        audit.record(by.organization_id, "session:ended", by, session=session_id)
        tell.look(by.organization_id, "sessions")


def end_all(user: User, *, keep: int | None = None) -> int:
    """End every session of a user but for the one with the id to `keep`; gives how many. Who asked writes the trail."""
    which = delete(UserSession).where(UserSession.user_id == user.id)
    if keep is not None:
        which = which.where(UserSession.id != keep)
    ended = db.session.execute(which.returning(UserSession.id).execution_options(synchronize_session=False)).all()
    tell.look(user.organization_id, "sessions")
    return len(ended)


def end_others(user: User, keep: int) -> int:
    """End every session of the actor but this one."""
    ended = end_all(user, keep=keep)
    if ended:
        audit.record(user.organization_id, "session:others:ended", user, count=ended)
    return ended


def _lifetime(remembered: bool) -> timedelta:
    return REMEMBERED_LIFETIME if remembered else LIFETIME


@every(3600, alone=True)
def forget_expired() -> None:
    """Delete the rows of sessions that ran out."""
    with transaction() as session:
        session.execute(delete(UserSession).where(UserSession.expires_at < now()))
