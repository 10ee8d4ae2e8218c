"""Signed-in people: cookies made here, with the keys that the measured program has too."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from tests.factories import open_session


@dataclass(frozen=True)
class Browser:
    """One session of one user."""

    cookie: str
    """The value of the `Cookie` header."""
    csrf_token: str
    """Good for every form."""


def browser(app: Flask, user_id: int) -> Browser:
    """Somebody who has just logged in."""
    with app.app_context():
        token = open_session(user_id)
    with app.test_request_context():
        csrf_token = generate_csrf()
        kept = {"_user_id": token, "csrf_token": session["csrf_token"]}
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Browser(f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}", csrf_token)
