"""Answer, try again, send again, write a note."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from qontak_line.actions.conversations import NotAllowed, add_note
from qontak_line.actions.messages import errors as refusals
from qontak_line.actions.messages.retry import retry, send_again
from qontak_line.actions.messages.send import send
from qontak_line.db import transaction
from qontak_line.models import Conversation
from qontak_line.queries import thread
from qontak_line.web import htmx
from qontak_line.web.access import load_conversation, load_message
from qontak_line.web.ids import id_of
from qontak_line.web.inbox import asked, bp, form_id, words
from qontak_line.web.inbox.listing import listing
from qontak_line.web.inbox.room import composer
from qontak_line.web.inbox.room import room as room_variables
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me


@bp.post("/inbox/<int:conversation_id>/messages")
@permission(Permission.INBOX)
def answer(conversation_id: int) -> Answer:
    client_id = request.form.get("client_id", "")
    given = form_id.was_given(client_id, me(), conversation_id)
    conversation = load_conversation(conversation_id, even_hidden=given)
    text = request.form.get("text", "")
    if any(file.filename for file in request.files.getlist("files")):
        return _refused(conversation, words.refusal("files"), 422)
    try:
        with transaction():
            send(
                conversation,
                by=me(),
                client_id=client_id,
                texts=[text],
                seen=id_of(request.form.get("seen", "")),
                anyway="anyway" in request.form,
            )
    except refusals.AnsweredMeanwhile as other:
        return _refused(conversation, None, 409, answered=other.message)
    except refusals.DifferentBody:
        return _refused(conversation, words.refusal("different_body"), 409)
    except refusals.NotSent as refused:
        return _refused(conversation, words.refusal(refused.code), 409 if refused.code == "not_yours" else 422)
    return _done(conversation)


@bp.post("/inbox/<int:conversation_id>/messages/<int:message_id>/retry")
@permission(Permission.INBOX)
def try_again(conversation_id: int, message_id: int) -> Answer:
    """*Retry* keeps row and key; *Send again* (`again=1`) makes a new message."""
    conversation = load_conversation(conversation_id)
    message = load_message(conversation, message_id)
    try:
        with transaction():
            if message.delivery is None:
                raise refusals.Refused("nothing_to_retry")
            if "again" in request.form:
                send_again(message.delivery, by=me(), client_id=request.form.get("client_id", ""))
            else:
                retry(message.delivery, by=me())
    except refusals.NotSent as refused:
        return _refused(conversation, words.refusal(refused.code), 409)
    return _done(conversation)


@bp.post("/inbox/<int:conversation_id>/notes")
@permission(Permission.INBOX)
def note(conversation_id: int) -> Answer:
    conversation = load_conversation(conversation_id)
    try:
        with transaction():
            add_note(conversation, request.form.get("text", ""), by=me())
    except NotAllowed:
        abort(403)
    except refusals.NotSent as refused:
        return _refused(conversation, words.refusal(refused.code), 422)
    return _done(conversation)


def _done(conversation: Conversation) -> Answer:
    """A fresh composer for htmx, which then looks at the room; the room's page otherwise."""
    if not htmx.is_fragment():
        return htmx.go(url_for("inbox.room", conversation_id=conversation.id))
    seen = thread.newest_id(conversation)
    page = make_response(
        render_template("inbox/_composer.html", conversation=conversation, **composer(conversation, seen=seen))
    )
    page.headers["HX-Trigger"] = "qontak:look"
    return page


def _refused(conversation: Conversation, problem: str | None, status: int, **more: Any) -> Response:
    """The composer as it was, with what is wrong; the whole page without htmx."""
    kept: dict[str, Any] = {"text": request.form.get("text", ""), "problem": problem, **more}
    if not conversation.is_visible_to(me()):
        return _hidden(kept, status)
    if htmx.is_fragment():
        seen = thread.newest_id(conversation)
        variables = composer(conversation, seen=seen, **kept)
        page = make_response(render_template("inbox/_composer.html", conversation=conversation, **variables), status)
        page.headers["HX-Trigger"] = "qontak:look"
        return page
    variables = {**listing(me(), asked.filters()), **room_variables(conversation, **kept)}
    return make_response(
        render_template("inbox/index.html", active_id=conversation.id, troubled=[], **variables), status
    )


def _hidden(kept: dict[str, Any], status: int) -> Response:
    """A colleague has it now: nothing of it is shown, but the words that were not sent are kept."""
    template = "inbox/_not_yours.html" if htmx.is_fragment() else "inbox/not_yours.html"
    return make_response(render_template(template, **kept), status)
