"""Add a user."""

from __future__ import annotations

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qontak_line.actions import passwords, users
from qontak_line.db import transaction
from qontak_line.models import Role
from qontak_line.web import htmx
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me
from qontak_line.web.team import bp
from qontak_line.web.team.forms import InviteForm


@bp.get("/team/new")
@permission(Permission.TEAM_CHANGE)
def new() -> Response:
    return _page(InviteForm(formdata=None), 200)


@bp.post("/team")
@permission(Permission.TEAM_CHANGE)
def invite() -> Response:
    form = InviteForm()
    if not form.validate():
        return _page(form, 422)
    password_hash = passwords.hash_password(form.password.data)
    try:
        with transaction():
            user = users.invite(
                me().organization_id,
                username=form.username.data,
                name=form.name.data,
                role=Role(form.role.data),
                password_hash=password_hash,
                by=me(),
            )
    except users.UsernameTaken:
        form.username.errors = [_("This username is taken.")]
        return _page(form, 422)
    flash(_("%(name)s was added and can log in.", name=user.name), "success")
    return htmx.go(url_for("team.index"))


def _page(form: InviteForm, status: int) -> Response:
    form.password.data = None
    return make_response(render_template("team/new.html", form=form), status)
