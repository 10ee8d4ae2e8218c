"""Who is asking: the user and the session behind the cookie. Nothing below `web/` reads this."""

from __future__ import annotations

from flask import Flask, g
from flask_login import LoginManager, current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qontak_line.db import db, now
from qontak_line.models import User, UserSession
from qontak_line.models.user_session import token_hash


class SignedIn:
    """What flask-login keeps: a user together with the session that the cookie names."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user_session: UserSession, token: str) -> None:
        self.user_session = user_session
        self.session_id = user_session.id
        self.user = user_session.user
        self._token = token

    def get_id(self) -> str:
        return self._token


def load(token: str) -> SignedIn | None:
    """The living session that `token` opens, if there is one."""
    if g.get("nobody_is_known"):
        return None
    found = db.session.scalar(
        select(UserSession)
        .where(UserSession.token_hash == token_hash(token))
        .options(joinedload(UserSession.user).joinedload(User.organization, innerjoin=True))
    )
    if found is None or not found.is_alive(now()):
        return None
    return SignedIn(found, token)


def stop_asking() -> None:
    """The database is away: who asks can not be found out, nor what was loaded of them be read again."""
    g.nobody_is_known = True


def somebody() -> User | None:
    """The user who asks, or None."""
    if g.get("nobody_is_known"):
        return None
    return current_user.user if current_user and current_user.is_authenticated else None


def me() -> User:
    """The user who asks. Only for routes that demand one."""
    user: User = current_user.user
    return user


def my_session() -> UserSession:
    user_session: UserSession = current_user.user_session
    return user_session


def my_session_id() -> int:
    """Known even when the session was ended while this request was under way."""
    session_id: int = current_user.session_id
    return session_id


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # the session row is what counts, and it can be ended
    manager.user_loader(load)
    manager.init_app(app)
