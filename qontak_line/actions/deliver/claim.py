"""Claim the oldest unfinished delivery of a conversation, decide how it goes, and fix that before a byte leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session, aliased

from qontak_line.actions import tell
from qontak_line.actions.channels.client import Unreadable, token_of
from qontak_line.actions.deliver import pause
from qontak_line.actions.deliver.due import UNFINISHED, is_due
from qontak_line.actions.deliver.lease import LEASE, clock
from qontak_line.actions.deliver.objects import request_body
from qontak_line.actions.deliver.settle import settle
from qontak_line.actions.deliver.tokens import consume, fresh_token
from qontak_line.db import transaction
from qontak_line.failpoints import fail
from qontak_line.models import Conversation, Delivery, DeliveryState, Reason


@dataclass(frozen=True)
class Claim:
    """One attempt that is ours to make. `body`: the request's bytes; `claimed`: monotonic seconds."""

    delivery_id: int
    fence: int
    channel_id: int
    conversation_id: int
    organization_id: int
    method: str
    retry_key: str
    in_doubt: bool
    body: bytes = field(repr=False)
    token: str = field(repr=False)
    claimed: float = field(default_factory=time.monotonic)

    @property
    def is_stale(self) -> bool:
        """We were stopped for so long that another worker may have it by now."""
        return time.monotonic() - self.claimed > LEASE.total_seconds() / 2


class Settled:
    """The claimed delivery ended without a call; the next one may be looked at."""


def claim(conversation_id: int) -> Claim | Settled | None:
    """None when nothing of this conversation is due, somebody is at it, or its channel's sending is paused."""
    with transaction() as session:
        at = clock(session)
        taken = session.scalar(_take(conversation_id, at))
        if taken is None:
            return None
        delivery = session.get_one(Delivery, taken, populate_existing=True)
        conversation = session.get_one(Conversation, conversation_id, populate_existing=True)
        session.refresh(conversation.channel)
        session.refresh(conversation.contact)
        tell.look(conversation.organization_id, f"conversation:{conversation_id}")
        found = Settled() if settle(delivery, conversation, at) else _prepare(session, delivery, conversation, at)
        fail("deliver.claiming")
        return found


def _take(conversation_id: int, at: datetime) -> Any:
    """The one conditional UPDATE. An expired lease means that an attempt was cut off, and nobody knows where."""
    head, other = aliased(Delivery), aliased(Delivery)
    oldest = (
        select(func.min(head.id))
        .where(head.conversation_id == conversation_id, head.state.in_(UNFINISHED))
        .scalar_subquery()
    )
    busy = (
        select(other.id)
        .where(
            other.conversation_id == conversation_id,
            other.state == DeliveryState.SENDING,
            other.leased_until >= at,
        )
        .exists()
    )
    return (
        update(Delivery)
        .where(Delivery.id == oldest, is_due(at), ~busy)
        .values(
            in_doubt=case((Delivery.state == DeliveryState.SENDING, True), else_=Delivery.in_doubt),
            state=DeliveryState.SENDING,
            fence=Delivery.fence + 1,
            leased_until=at + LEASE,
        )
        .execution_options(synchronize_session=False)
        .returning(Delivery.id)
    )


def _prepare(session: Session, delivery: Delivery, conversation: Conversation, at: datetime) -> Claim | None:
    channel = conversation.channel
    try:
        access_token = token_of(channel)
    except Unreadable:
        pause.hold_channel(channel, Reason.UNREADABLE, "", at)
        _hold(delivery, Reason.UNREADABLE)
        return None
    reply_token = None if delivery.method == "push" else fresh_token(conversation.id, at)
    closed = pause.pass_or_reason(session, channel.id, is_reply=reply_token is not None, at=at)
    if closed is not None:
        _hold(delivery, closed)
        return None
    if reply_token is not None and consume(reply_token, at):
        delivery.method, delivery.reply_token_id = "reply", reply_token.id
        delivery.request_body = request_body({"replyToken": reply_token.token}, delivery.messages)
    elif delivery.method != "push" or delivery.request_body is None:
        delivery.method = "push"
        delivery.request_body = request_body({"to": conversation.contact.external_id}, delivery.messages)
    delivery.attempts += 1
    delivery.first_attempt_at = delivery.first_attempt_at or at
    delivery.reason = delivery.line_message = None
    return Claim(
        delivery_id=delivery.id,
        fence=delivery.fence,
        channel_id=channel.id,
        conversation_id=conversation.id,
        organization_id=conversation.organization_id,
        method=delivery.method or "push",
        retry_key=delivery.retry_key,
        in_doubt=delivery.in_doubt,
        body=delivery.request_body or b"",
        token=access_token,
    )


def _hold(delivery: Delivery, reason: Reason) -> None:
    """Back into the queue, untried, with the reason why it waits."""
    delivery.state, delivery.reason, delivery.leased_until = DeliveryState.QUEUED, reason, None
