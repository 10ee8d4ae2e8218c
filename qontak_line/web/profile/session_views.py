"""End own sessions in other browsers."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qontak_line.actions import sessions
from qontak_line.db import transaction
from qontak_line.web import htmx
from qontak_line.web.access import load_own_session
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.profile import bp
from qontak_line.web.signed_in import me, my_session_id


@bp.post("/profile/sessions/<int:session_id>")
@permission(Permission.SIGNED_IN)
def end_session(session_id: int) -> Response:
    """`_method=DELETE`: end one."""
    found = load_own_session(session_id).id
    with transaction():
        sessions.end(found, by=me())
    flash(_("The session has ended."), "success")
    return htmx.go(url_for("profile.index"))


@bp.post("/profile/sessions")
@permission(Permission.SIGNED_IN)
def end_other_sessions() -> Response:
    """`_method=DELETE`: end all but this one."""
    with transaction():
        sessions.end_others(me(), keep=my_session_id())
    flash(_("All other sessions have ended."), "success")
    return htmx.go(url_for("profile.index"))
