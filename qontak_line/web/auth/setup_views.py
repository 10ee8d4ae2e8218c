"""First run: the organization and its first Admin. Once there is a user, this page is gone."""

from __future__ import annotations

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qontak_line.actions import organizations, passwords
from qontak_line.db import transaction
from qontak_line.web.auth import bp, setup_code, throttle
from qontak_line.web.auth.forms import SetupForm
from qontak_line.web.form import REQUIRED
from qontak_line.web.guard import has_users
from qontak_line.web.permissions import public


@bp.route("/setup", methods=["GET", "POST"])
@public
def setup() -> Response:
    if has_users():
        abort(404)
    form = SetupForm()
    if request.method == "GET":
        return _page(form, 200)
    is_complete = form.validate()
    if not _knows_code(form) or not is_complete:
        return _page(form, 422)
    password_hash = passwords.hash_password(form.password.data)
    try:
        with transaction():
            organizations.set_up(form.organization.data, form.timezone.data, form.username.data, password_hash)
    except organizations.AlreadySetUp:
        abort(404)
    current_app.extensions["has_users"] = True
    flash(_("All set. Log in with the username and password you chose."), "success")
    return redirect(url_for("auth.login"), 303)


def _knows_code(form: SetupForm) -> bool:
    """Whether the code is right, or none is needed; an error at the field says so otherwise."""
    if not setup_code.is_demanded():
        return True
    if not form.code.data:
        form.code.errors = [*form.code.errors, REQUIRED]
        return False
    with throttle.guess_by_address() as tried:
        if setup_code.is_right(form.code.data):
            tried.succeeded()
            return True
    form.code.errors = [*form.code.errors, _("This code is wrong. You find it in the server's start log.")]
    return False


def _page(form: SetupForm, status: int) -> Response:
    form.password.data = None
    page = render_template("auth/setup.html", form=form, needs_code=setup_code.is_demanded())
    return make_response(page, status)
