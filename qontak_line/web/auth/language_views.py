"""The language of those who are not signed in: kept in a cookie of their browser."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from qontak_line.web.auth import bp
from qontak_line.web.language import LANGUAGES
from qontak_line.web.next_url import inside
from qontak_line.web.permissions import public


@bp.post("/language")
@public
def language() -> Response:
    """`language`: one of ours. Back to the login, which keeps its `next`."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    answer = redirect(url_for("auth.login", next=inside(request.form.get("next"))), 303)
    answer.set_cookie(
        "language",
        chosen,
        max_age=timedelta(days=365),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
