"""Device cookies: this browser has signed in as that user. Source: OWASP, "Slow Down Online Guessing Attacks".

It opens nothing; it only gives the browser's wrong passwords a count of their own.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from qontak_line.models.user import username_key

LIFETIME = timedelta(days=180)
MOST_USERS = 8


def mark_for(username: str) -> str | None:
    """The mark of this browser for that username; None when it never signed in as them."""
    return _marks().get(_tag(username))


def remember(answer: Response, username: str) -> None:
    """After a login: know this browser again. It may be shared by a few people."""
    marks, tag = _marks(), _tag(username)
    kept = marks.pop(tag, None) or secrets.token_urlsafe(12)
    newest = dict([*marks.items(), (tag, kept)][-MOST_USERS:])
    answer.set_cookie(
        _cookie(),
        _serializer().dumps(newest),
        max_age=LIFETIME,
        path="/login",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _marks() -> dict[str, str]:
    try:
        read: Any = _serializer().loads(request.cookies.get(_cookie(), ""), max_age=int(LIFETIME.total_seconds()))
    except BadSignature:
        return {}
    return read if isinstance(read, dict) else {}


def _cookie() -> str:
    return "__Secure-qontak_line_device" if current_app.config["SESSION_COOKIE_SECURE"] else "qontak_line_device"


def _tag(username: str) -> str:
    return hashlib.sha256(username_key(username).encode("utf-8", "replace")).hexdigest()[:16]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="device")
