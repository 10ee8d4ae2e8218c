"""Send an answer: one form is one delivery, whatever is clicked twice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from qontak_line.actions.lock import lock
from qontak_line.actions.messages import texts as typed
from qontak_line.actions.messages.errors import AnsweredMeanwhile, Invalid
from qontak_line.actions.messages.write import Draft, Form, refuse_unreachable, sent_before, write
from qontak_line.db import db
from qontak_line.models import Conversation, Delivery, Direction, Kind, Message, User


def send(
    conversation: Conversation,
    *,
    by: User,
    client_id: str,
    texts: Sequence[str],
    seen: int | None = None,
    anyway: bool = False,
) -> Delivery:
    """Queue `texts` as one request to LINE, within the caller's transaction; gives the delivery that carries them.

    `client_id`: the UUID of the form; the same one from the same user again gives the same delivery. `seen`: the id of
    the newest message that the page showed. Raises Invalid, Refused, DifferentBody; AnsweredMeanwhile unless `anyway`.
    """
    kept = typed.written(texts)
    form = Form(by, form_id(client_id), typed.body_hash(conversation.id, kept))
    lock(by)
    lock(conversation)
    before = sent_before(form)
    if before is not None:
        return before
    refuse_unreachable(conversation, by)
    if seen is not None and not anyway:
        _refuse_answered(conversation, by, seen)
    return write(conversation, form, [Draft(Kind.TEXT, text) for text in typed.objects(kept)])


def form_id(client_id: str) -> str:
    """A UUID in its one form. Raises Invalid."""
    try:
        return str(uuid.UUID(client_id))
    except ValueError:
        raise Invalid("client_id") from None


def _refuse_answered(conversation: Conversation, by: User, seen: int) -> None:
    other = db.session.scalar(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == Direction.OUTGOING,
            Message.user_id != by.id,
            Message.id > seen,
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    if other is not None:
        raise AnsweredMeanwhile(other)
