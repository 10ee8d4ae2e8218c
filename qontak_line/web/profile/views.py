"""The own name, language, theme and password."""

from __future__ import annotations

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from qontak_line.actions import passwords, users
from qontak_line.db import db, transaction
from qontak_line.models import Theme
from qontak_line.queries import team
from qontak_line.web import htmx
from qontak_line.web.auth import throttle
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.profile import bp
from qontak_line.web.profile.browsers import in_words
from qontak_line.web.profile.forms import NameForm, OwnPasswordForm, PreferencesForm
from qontak_line.web.signed_in import me, my_session_id


@bp.get("/profile")
@permission(Permission.SIGNED_IN)
def index() -> Response:
    return _page(200)


@bp.post("/profile")
@permission(Permission.SIGNED_IN)
def name() -> Response:
    form = NameForm()
    if not form.validate():
        return _page(422, name_form=form)
    with transaction():
        users.rename(me(), form.name.data, by=me())
    flash(_("Saved."), "success")
    return htmx.go(url_for("profile.index"))


@bp.post("/profile/preferences")
@permission(Permission.SIGNED_IN)
def preferences() -> Response:
    form = PreferencesForm()
    if not form.validate():
        return _page(422, preferences_form=form)
    with transaction():
        users.choose_language(me(), form.language.data or None)
        users.choose_theme(me(), Theme(form.theme.data))
    refresh()  # the answer is already in the new language
    flash(_("Saved."), "success")
    return htmx.go(url_for("profile.index"))


@bp.post("/profile/password")
@permission(Permission.SIGNED_IN)
def password() -> Response:
    """A new password asks for the current one; wrong guesses at it are counted."""
    form = OwnPasswordForm()
    if not form.validate():
        return _page(422, password_form=form)
    kept = me().password_hash
    with throttle.guess_of_own(me().id) as tried:
        db.session.rollback()  # the connection is not needed for what takes long
        if passwords.is_right(kept, form.current_password.data[: passwords.MAX_LENGTH]):
            tried.succeeded()
    if not tried.is_right:
        form.current_password.errors = [_("This is not your current password.")]
        return _page(422, password_form=form)
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        users.change_own_password(me(), password_hash, keep=my_session_id())
    flash(_("Your password was changed, and your other sessions have ended."), "success")
    return htmx.go(url_for("profile.index"))


def _page(
    status: int,
    *,
    name_form: NameForm | None = None,
    preferences_form: PreferencesForm | None = None,
    password_form: OwnPasswordForm | None = None,
) -> Response:
    user = me()
    page = render_template(
        "profile/index.html",
        name_form=name_form or NameForm(formdata=None, name=user.name),
        preferences_form=preferences_form
        or PreferencesForm(formdata=None, language=user.language or "", theme=user.theme.value),
        password_form=password_form or OwnPasswordForm(formdata=None),
        sessions=[(found, in_words(found.user_agent)) for found in team.living_sessions(user.id)],
        current_id=my_session_id(),
    )
    return make_response(page, status)
