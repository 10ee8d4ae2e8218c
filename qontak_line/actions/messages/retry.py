"""Try a message again: under its own key while that protects, as a new message afterwards."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import update

from qontak_line.actions import tell
from qontak_line.actions.deliver import deliver, probe_now
from qontak_line.actions.lock import lock
from qontak_line.actions.messages.errors import Refused
from qontak_line.actions.messages.send import form_id
from qontak_line.actions.messages.write import Draft, Form, refuse_unreachable, sent_before, write
from qontak_line.db import db, now, on_commit
from qontak_line.models import Conversation, Delivery, DeliveryState, User


def retry(delivery: Delivery, by: User) -> None:
    """Queue a failed delivery again: same row, same key. One that waits is tried at once.

    Raises Refused: `too_old` (send it again instead), `nothing_to_retry`, and as for sending.
    """
    conversation = _conversation(delivery)
    refuse_unreachable(conversation, by)
    if delivery.state is DeliveryState.FAILED and delivery.is_too_old(now()):
        raise Refused("too_old")
    if not _requeue(delivery):
        raise Refused("nothing_to_retry")
    probe_now(delivery.channel_id)
    tell.look(conversation.organization_id, f"conversation:{conversation.id}")
    on_commit(lambda: deliver.nudge(conversation.id))


def send_again(delivery: Delivery, by: User, client_id: str) -> Delivery:
    """The same words as a new message under a new key: the old one may have arrived, and the page says so.

    Raises Refused `nothing_to_retry` unless the old one is uncertain, or failed and too old; else as for sending.
    """
    conversation = _conversation(delivery)
    form = Form(by, form_id(client_id), hashlib.sha256(f"again {delivery.id}".encode()).hexdigest())
    before = sent_before(form)
    if before is not None:
        return before
    refuse_unreachable(conversation, by)
    if not delivery.can_send_again(now()):
        raise Refused("nothing_to_retry")
    again = [
        Draft(message.kind, message.text, {**message.content, "again_of": message.id}) for message in delivery.messages
    ]
    return write(conversation, form, again)


def _requeue(delivery: Delivery) -> bool:
    """By one conditional UPDATE, so that a worker who is at it is left alone. What began as a push stays one."""
    is_push = delivery.method == "push"
    waits = (DeliveryState.FAILED, DeliveryState.QUEUED)
    values: dict[str, Any] = {"next_attempt_at": now(), "line_message": None}
    if delivery.state is DeliveryState.FAILED:
        values |= {"state": DeliveryState.QUEUED, "reason": None, "attempts": 0}
        values |= {} if is_push else {"method": None, "reply_token_id": None, "request_body": None}
    done = db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state == delivery.state, Delivery.state.in_(waits))
        .values(values)
        .execution_options(synchronize_session=False)
        .returning(Delivery.id)
    ).first()
    db.session.refresh(delivery)
    return done is not None


def _conversation(delivery: Delivery) -> Conversation:
    """Locked, so that nobody else decides about it at the same moment."""
    conversation = db.session.get_one(Conversation, delivery.conversation_id)
    lock(conversation)
    db.session.refresh(delivery)
    return conversation
