"""Stands before every route: first-run set-up, sign-in, permission, and posts that other sites made."""

from __future__ import annotations

from flask import Flask, abort, current_app, make_response, redirect, request, url_for
from sqlalchemy import exists, select
from werkzeug.wrappers import Response

from qontak_line.db import db
from qontak_line.models import User
from qontak_line.web import htmx
from qontak_line.web.permissions import PUBLIC, Permission, door_of, grants
from qontak_line.web.signed_in import somebody

PUBLIC_BYTES = 64 * 1024
"""Of forms that anybody may send."""

ALWAYS_OPEN = ("static", "health.", "webhooks.")
"""Reached even while there is no user yet."""


def init_app(app: Flask) -> None:
    app.before_request(_guard)


def has_users() -> bool:
    """Whether set-up is done; asked of the database until it is, then known."""
    if not current_app.extensions.get("has_users"):
        found = db.session.scalar(select(exists().where(User.id.is_not(None))))
        current_app.extensions["has_users"] = bool(found)
    return bool(current_app.extensions["has_users"])


def _guard() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None:
        return _unknown_page()
    if endpoint == "static":
        return None
    needed = door_of(current_app.view_functions[endpoint])
    if needed == PUBLIC:
        request.max_content_length = PUBLIC_BYTES
    if request.method not in ("GET", "HEAD", "OPTIONS") and not endpoint.startswith("webhooks."):
        _refuse_foreign_post()
    if not endpoint.startswith(ALWAYS_OPEN) and not has_users():
        return None if endpoint == "auth.setup" else redirect(url_for("auth.setup"))
    if needed == PUBLIC:
        return None
    user = somebody()
    if user is None:
        return to_login()
    if not isinstance(needed, Permission) or not grants(user.role, needed):
        abort(403)
    return None


def _unknown_page() -> Response | None:
    """The 404 or 405 that follows; while there is no user every page leads to set-up, unknown ones too."""
    if request.routing_exception is None or request.method != "GET" or has_users():
        return None
    return redirect(url_for("auth.setup"))


def _refuse_foreign_post() -> None:
    """Beside the CSRF token: browsers say themselves when another site's page, or a neighbour's, makes them post."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)


def to_login() -> Response:
    """To the login, and back to this page afterwards when it was one."""
    target = url_for("auth.login")
    if request.method == "GET" and request.path != "/" and not htmx.is_fragment():
        target = url_for("auth.login", next=request.full_path.rstrip("?"))
    if htmx.is_fragment() or request.accept_mimetypes.best == "text/event-stream":
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target)
