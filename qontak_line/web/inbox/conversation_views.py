"""Read, assign, take, resolve, snooze: one address each, undone by the same one with `_method=DELETE`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import to_utc
from werkzeug.wrappers import Response

from qontak_line.actions import conversations as verbs
from qontak_line.db import now, transaction
from qontak_line.models import Conversation
from qontak_line.queries import people
from qontak_line.web import errors, htmx
from qontak_line.web.access import load_conversation
from qontak_line.web.ids import id_of
from qontak_line.web.inbox import bp
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me


@bp.post("/inbox/<int:conversation_id>/read")
@permission(Permission.INBOX)
def read(conversation_id: int) -> tuple[str, int]:
    conversation = load_conversation(conversation_id)
    with transaction():
        verbs.mark_read(conversation, by=me())
    return "", 204


@bp.post("/inbox/<int:conversation_id>/assignment")
@permission(Permission.INBOX)
def assignment(conversation_id: int) -> Response:
    """`assignee`: a user's id, empty for me; `_method=DELETE` makes it nobody's."""
    word = request.form.get("assignee", "")
    takes = not _undo() and word in ("", str(me().id))
    conversation = load_conversation(conversation_id, even_hidden=takes)
    if _undo():
        return _done(conversation, lambda: verbs.unassign(conversation, by=me()))
    if not word:
        return _done(conversation, lambda: verbs.take(conversation, by=me()))
    wanted = id_of(word)
    to = people.of_organization(me().organization_id, wanted) if wanted is not None else None
    if to is None:
        abort(422)
    return _done(conversation, lambda: verbs.assign(conversation, to, by=me()))


@bp.post("/inbox/<int:conversation_id>/resolution")
@permission(Permission.INBOX)
def resolution(conversation_id: int) -> Response:
    conversation = load_conversation(conversation_id)
    verb = verbs.reopen if _undo() else verbs.resolve
    return _done(conversation, lambda: verb(conversation, by=me()))


@bp.post("/inbox/<int:conversation_id>/snooze")
@permission(Permission.INBOX)
def snooze(conversation_id: int) -> Response:
    """`until`: local time of the organization as `2026-11-23T09:00`."""
    conversation = load_conversation(conversation_id)
    if _undo():
        return _done(conversation, lambda: verbs.reopen(conversation, by=me()))
    until = _until()
    return _done(conversation, lambda: verbs.snooze(conversation, until, by=me()))


@bp.post("/inbox/next")
@permission(Permission.INBOX)
def next_chat() -> Response:
    """*Get new chat*: the unassigned conversation that has waited longest becomes mine."""
    with transaction():
        taken = verbs.take_next(by=me())
    if taken is None:
        flash(_("Nobody is waiting: there are no unassigned conversations."), "info")
        return htmx.go(url_for("inbox.index"))
    return htmx.go(url_for("inbox.room", conversation_id=taken.id))


def _undo() -> bool:
    return request.form.get("_method", "").upper() == "DELETE"


def _until() -> datetime:
    try:
        until: datetime = to_utc(datetime.fromisoformat(request.form.get("until", ""))).replace(tzinfo=UTC)
    except ValueError:
        abort(422)
    if not now() < until < now() + timedelta(days=366):
        abort(422)
    return until


def _done(conversation: Conversation, act: Callable[[], object]) -> Response:
    """Do it, then back to the room, or to the list when the room is no longer mine to see."""
    try:
        with transaction():
            act()
    except verbs.NotAllowed:
        abort(403)
    except verbs.Meanwhile as other:
        return errors.page(409, _("Somebody was quicker"), _meanwhile(other))
    if conversation.is_visible_to(me()):
        return htmx.go(url_for("inbox.room", conversation_id=conversation.id))
    flash(_("Handed over."), "success")
    return htmx.go(url_for("inbox.index"))


def _meanwhile(other: verbs.Meanwhile) -> str:
    name = other.name
    if name:
        return str(_("%(name)s has taken this conversation in the meantime.", name=name))
    return str(_("This was already done. Reload the page to see the current state."))
