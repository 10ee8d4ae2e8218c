"""One user: role, password, deactivation."""

from __future__ import annotations

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qontak_line.actions import passwords, users
from qontak_line.db import transaction
from qontak_line.models import Role, User
from qontak_line.queries import team
from qontak_line.web import htmx
from qontak_line.web.access import load_user
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me
from qontak_line.web.team import bp
from qontak_line.web.team.forms import PasswordForm, RoleForm


@bp.get("/team/<int:user_id>")
@permission(Permission.TEAM_CHANGE)
def user(user_id: int) -> Response:
    return _page(load_user(user_id), 200)


@bp.post("/team/<int:user_id>/role")
@permission(Permission.TEAM_CHANGE)
def role(user_id: int) -> Response:
    """`role`: admin, supervisor or agent."""
    found, form = load_user(user_id), RoleForm()
    if not form.validate():
        return _page(found, 422, role_form=form)
    try:
        with transaction():
            users.change_role(found, Role(form.role.data), by=me())
    except users.LastAdmin:
        return _page(found, 422, problem=_last_admin())
    flash(_("%(name)s has a new role and must log in again.", name=found.name), "success")
    return htmx.go(url_for("team.index"))


@bp.post("/team/<int:user_id>/password")
@permission(Permission.TEAM_CHANGE)
def password(user_id: int) -> Response:
    found, form = load_user(user_id), PasswordForm()
    if not form.validate():
        return _page(found, 422, password_form=form)
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        users.reset_password(found, password_hash, by=me())
    flash(_("%(name)s has a new password. Tell them yourself; it is not shown anywhere.", name=found.name), "success")
    return htmx.go(url_for("team.index"))


@bp.post("/team/<int:user_id>/deactivation")
@permission(Permission.TEAM_CHANGE)
def deactivation(user_id: int) -> Response:
    """Deactivate; with `_method=DELETE` bring back."""
    found = load_user(user_id)
    try:
        with transaction():
            if request.form.get("_method") == "DELETE":
                users.activate(found, by=me())
                word = _("%(name)s is back.", name=found.name)
            else:
                users.deactivate(found, by=me())
                word = _("%(name)s was deactivated and logged out everywhere.", name=found.name)
    except users.LastAdmin:
        return _page(found, 422, problem=_last_admin())
    flash(word, "success")
    return htmx.go(url_for("team.index"))


def _last_admin() -> str:
    return str(_("This is the last active Admin. Make somebody else an Admin first."))


def _page(
    found: User,
    status: int,
    *,
    role_form: RoleForm | None = None,
    password_form: PasswordForm | None = None,
    problem: str | None = None,
) -> Response:
    page = render_template(
        "team/user.html",
        member=team.member(found),
        role_form=role_form or RoleForm(formdata=None, role=found.role.value),
        password_form=password_form or PasswordForm(formdata=None),
        problem=problem,
    )
    return make_response(page, status)
