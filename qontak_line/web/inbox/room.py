"""What a room's templates show: head, messages, composer, details."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from qontak_line.models import Conversation, Role
from qontak_line.queries import cost, people, thread
from qontak_line.web.inbox import asked, form_id
from qontak_line.web.signed_in import me


def room(conversation: Conversation, **more: Any) -> dict[str, Any]:
    """The template's variables for one conversation; `more` adds or replaces."""
    page = thread.thread_page(conversation, request.args.get("before"))
    here = url_for("inbox.room", conversation_id=conversation.id)
    args = asked.as_args(asked.filters())
    variables: dict[str, Any] = {
        "conversation": conversation,
        "thread": page,
        "older_url": url_for("inbox.room", conversation_id=conversation.id, **{**args, "before": page.older})
        if page.older
        else None,
        "room_url": here,
        "list_back": url_for("inbox.index", **args),
        "people": people.assignable(me(), conversation),
        "may_assign": _may_assign(conversation),
        **composer(conversation, seen=page.last_id),
    }
    return {**variables, **more}


def composer(conversation: Conversation, *, seen: int, text: str = "", **more: Any) -> dict[str, Any]:
    """The composer's variables. `closed` is the word for why nothing can be written, or empty."""
    closed = _closed(conversation)
    return {
        "closed": closed,
        "cost": None if closed else cost.next_cost(conversation),
        "client_id": form_id.draw(me(), conversation.id),
        "seen": seen,
        "text": text,
        "problem": None,
        "answered": None,
        **more,
    }


def _closed(conversation: Conversation) -> str:
    if conversation.channel.is_disconnected:
        return "disconnected"
    if conversation.is_standby:
        return "standby"
    return "blocked" if conversation.contact.is_blocked else ""


def _may_assign(conversation: Conversation) -> bool:
    """An Agent takes an unassigned conversation or hands over their own; others assign to anyone."""
    return me().role is not Role.AGENT or conversation.assignee_id in (None, me().id)
