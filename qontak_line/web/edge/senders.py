"""Whose post it is: a signed-in session's, or an address'. Those who are signed in have places of their own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.http import parse_cookie

from qontak_line.web.edge.places import Places

SESSIONS, PER_SESSION = 64, 12
STRANGERS, PER_ADDRESS = 48, 8


class Senders:
    """The places of one app. A cookie is known by its signature; whether its session lives, nobody asks yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._sessions = Places(SESSIONS, PER_SESSION)
        self._strangers = Places(STRANGERS, PER_ADDRESS)

    def enter(self, environ: Mapping[str, Any]) -> AbstractContextManager[None]:
        """A place for as long as the request takes; entering raises `Full`."""
        token = self._token(environ)
        if token is not None:
            return self._sessions.enter(token)
        return self._strangers.enter(str(environ.get("REMOTE_ADDR", "")))

    def _token(self, environ: Mapping[str, Any]) -> str | None:
        name = self._app.config["SESSION_COOKIE_NAME"]
        cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(name)
        interface = self._app.session_interface
        if cookie is None or not isinstance(interface, SecureCookieSessionInterface):
            return None
        serializer = interface.get_signing_serializer(self._app)
        try:
            kept = serializer.loads(cookie) if serializer is not None else {}
        except BadSignature:
            return None
        token = kept.get("_user_id") if isinstance(kept, dict) else None
        return token if isinstance(token, str) else None
