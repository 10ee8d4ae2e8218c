"""Log in and out."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from qontak_line.actions import passwords, sessions
from qontak_line.db import transaction
from qontak_line.web import htmx
from qontak_line.web.auth import bp, device, throttle
from qontak_line.web.auth.forms import LoginForm
from qontak_line.web.next_url import inside
from qontak_line.web.permissions import Permission, permission, public
from qontak_line.web.signed_in import SignedIn, me, my_session_id


@bp.get("/login")
@public
def login() -> Response:
    target = inside(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("inbox.index"))
    return _page(LoginForm(formdata=None, next=target), 200)


@bp.post("/login")
@public
def log_in() -> Response:
    form = LoginForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with throttle.guess_of(form.username.data, device.mark_for(form.username.data)) as tried:
            proof = sessions.prove(form.username.data, form.password.data)
            if proof is not None:
                tried.succeeded()
    except TooManyRequests as refusal:
        return _too_many(form, int(str(refusal.retry_after)))
    except passwords.TooBusy:
        return _busy(form)
    if proof is None or not _begin(proof, form.remember.data):
        return _page(form, 422, _("Wrong username or password."))
    answer = htmx.go(inside(form.next.data or request.args.get("next")) or url_for("inbox.index"))
    device.remember(answer, form.username.data)
    return answer


@bp.post("/logout")
@permission(Permission.SIGNED_IN)
def logout() -> Response:
    with transaction():
        sessions.end(my_session_id(), by=me())
    session.clear()
    answer = htmx.go(url_for("auth.login"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _begin(proof: sessions.Proof, remembered: bool) -> bool:
    """A new session in place of whatever this browser held; False when the user changed meanwhile."""
    with transaction():
        if current_user.is_authenticated:
            sessions.end(my_session_id(), by=me())
        begun = sessions.begin(
            proof,
            remembered=remembered,
            user_agent=request.user_agent.string,
            address=request.remote_addr or "",
        )
    session.clear()
    if begun is None:
        return False
    session.permanent = remembered
    login_user(SignedIn(*begun))
    return True


def _page(form: LoginForm, status: int, problem: str | None = None) -> FlaskResponse:
    form.password.data = None
    return make_response(render_template("auth/login.html", form=form, problem=problem), status)


def _too_many(form: LoginForm, wait: int) -> FlaskResponse:
    minutes = -(-wait // 60)
    answer = _page(form, 429, _("Too many attempts. Please wait %(minutes)s min and try again.", minutes=minutes))
    answer.headers["Retry-After"] = str(wait)
    return answer


def _busy(form: LoginForm) -> FlaskResponse:
    answer = _page(form, 503, _("Too many people are logging in right now. Please try again in a moment."))
    answer.headers["Retry-After"] = "5"
    return answer
