"""The pages: list, and list with a room."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qontak_line.queries import channels
from qontak_line.web import htmx
from qontak_line.web.access import load_conversation
from qontak_line.web.ids import id_of
from qontak_line.web.inbox import asked, bp
from qontak_line.web.inbox.listing import listing
from qontak_line.web.inbox.room import room as room_variables
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me


@bp.get("/")
@permission(Permission.SIGNED_IN)
def home() -> Response:
    return redirect(url_for("inbox.index"))


@bp.get("/inbox")
@permission(Permission.INBOX)
def index() -> str:
    """The list. For the live script and for *Show more*, the list's parts alone."""
    variables = listing(me(), asked.filters())
    if htmx.is_fragment():
        return render_template("inbox/_list.html", active_id=_active(), **variables)
    return render_template("inbox/index.html", active_id=None, troubled=_troubled(), **variables)


@bp.get("/inbox/<int:conversation_id>")
@permission(Permission.INBOX)
def room(conversation_id: int) -> str:
    """A room. For the live script and for older messages, the room's parts alone."""
    conversation = load_conversation(conversation_id)
    if htmx.is_fragment():
        return render_template("inbox/_room_parts.html", **room_variables(conversation))
    variables = {**listing(me(), asked.filters()), **room_variables(conversation)}
    return render_template("inbox/index.html", active_id=conversation.id, troubled=_troubled(), **variables)


def _active() -> int | None:
    return id_of(request.args.get("active", ""))


def _troubled() -> Sequence[str]:
    """Names of the accounts whose health is red, for the banner."""
    return channels.red_names(me().organization_id)
