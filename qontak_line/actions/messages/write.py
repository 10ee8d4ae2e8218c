"""Write an answer down: its messages, the delivery that carries them, and what an answer does to its conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.exc import IntegrityError

from qontak_line.actions import tell
from qontak_line.actions.conversations.change import change, next_said_at
from qontak_line.actions.conversations.mark_read import mark_read
from qontak_line.actions.conversations.reopen import reopen_by_answer
from qontak_line.actions.conversations.take import take_by_answer
from qontak_line.actions.deliver import deliver
from qontak_line.actions.messages.errors import DifferentBody, Refused
from qontak_line.db import db, on_commit
from qontak_line.failpoints import fail
from qontak_line.models import Conversation, Delivery, Direction, Kind, Message, User


@dataclass(frozen=True)
class Form:
    """Who sends it, under which `client_id`, and the hash of what it carries."""

    by: User
    client_id: str
    body_hash: str


@dataclass(frozen=True)
class Draft:
    """One message before it is a row."""

    kind: Kind
    text: str
    content: dict[str, Any] = field(default_factory=dict)


def sent_before(form: Form) -> Delivery | None:
    """What the same form made the first time. Raises DifferentBody when it carried something else."""
    found = db.session.scalar(
        select(Delivery).where(Delivery.user_id == form.by.id, Delivery.client_id == form.client_id)
    )
    if found is not None and found.body_hash != form.body_hash:
        raise DifferentBody
    return found


def refuse_unreachable(conversation: Conversation, by: User) -> None:
    """Raises Refused when nothing can be sent there, or not by this user."""
    if not by.is_active or not conversation.is_visible_to(by):
        raise Refused("not_yours")
    if conversation.channel.is_disconnected:
        raise Refused("disconnected")
    if conversation.contact.is_blocked:
        raise Refused("blocked")
    if conversation.is_standby:
        raise Refused("standby")


def write(conversation: Conversation, form: Form, drafts: Sequence[Draft]) -> Delivery:
    """Queue the answer. The conversation becomes open, read, and its answerer's if it was nobody's."""
    delivery = Delivery(
        organization_id=conversation.organization_id,
        channel_id=conversation.channel_id,
        conversation_id=conversation.id,
        user_id=form.by.id,
        client_id=form.client_id,
        body_hash=form.body_hash,
    )
    try:
        with db.session.begin_nested():
            db.session.add(delivery)
    except IntegrityError:  # the same form, at the same moment, in another conversation or process
        first = sent_before(form)
        if first is None:
            raise
        return first
    take_by_answer(conversation, form.by)
    reopen_by_answer(conversation, form.by)
    mark_read(conversation, by=form.by)
    last = _add_messages(conversation, delivery, form.by, drafts)
    newest = Conversation.last_message_at <= last.said_at
    change(
        conversation,
        last_message_id=case((newest, last.id), else_=Conversation.last_message_id),
        last_message_at=case((newest, last.said_at), else_=Conversation.last_message_at),
    )
    tell.look(conversation.organization_id, f"conversation:{conversation.id}")
    on_commit(lambda: fail("send.committed"))
    on_commit(lambda: deliver.nudge(conversation.id))
    fail("send.before_commit")
    return delivery


def _add_messages(conversation: Conversation, delivery: Delivery, by: User, drafts: Sequence[Draft]) -> Message:
    said_at = next_said_at(conversation)
    messages = [
        Message(
            organization_id=conversation.organization_id,
            channel_id=conversation.channel_id,
            conversation_id=conversation.id,
            direction=Direction.OUTGOING,
            kind=draft.kind,
            text=draft.text,
            content=draft.content,
            user_id=by.id,
            position=position,
            said_at=said_at,
        )
        for position, draft in enumerate(drafts)
    ]
    delivery.messages.extend(messages)
    db.session.flush()
    return messages[-1]
