"""Record what LINE said, if the delivery is still ours."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qontak_line.actions import tell
from qontak_line.actions.deliver import pause
from qontak_line.actions.deliver.backoff import wait_after
from qontak_line.actions.deliver.claim import Claim
from qontak_line.actions.deliver.lease import clock
from qontak_line.actions.deliver.tokens import give_back
from qontak_line.actions.deliver.verdict import Verdict
from qontak_line.actions.lock import lock, lock_if_there
from qontak_line.db import transaction
from qontak_line.failpoints import fail
from qontak_line.models import Channel, Delivery, DeliveryState, Reason

log = logging.getLogger(__name__)


def record(claim: Claim, verdict: Verdict) -> bool:
    """Write the verdict down WHERE the fence is ours. False: another worker has taken over, and its word holds."""
    with transaction() as session:
        at = clock(session)
        written = _write(session, claim, verdict, at)
        if written is None:
            log.warning("delivery %d: a later claim has overtaken this one", claim.delivery_id)
            return False
        _judge_channel(session, claim, written, at)
        tell.look(claim.organization_id, f"conversation:{claim.conversation_id}")
        fail("deliver.recording")
    fail("deliver.recorded")
    return True


def _write(session: Session, claim: Claim, verdict: Verdict, at: datetime) -> Verdict | None:
    """What was written; None when it is not ours any more."""
    delivery = lock_if_there(session, Delivery, claim.delivery_id)
    if delivery is None:  # erased with its conversation
        return None
    verdict = _unless_stopped(delivery, verdict)
    before = delivery.reply_token_id
    written = session.execute(
        update(Delivery)
        .where(Delivery.id == claim.delivery_id, Delivery.fence == claim.fence, Delivery.state == DeliveryState.SENDING)
        .values(_values(delivery, verdict, at))
        .execution_options(synchronize_session=False)
        .returning(Delivery.id)
    ).first()
    if written is None:
        return None
    session.refresh(delivery)
    if verdict.gives_back and before is not None:
        give_back(before)
    _name_messages(session, delivery, verdict)
    return verdict


def _unless_stopped(delivery: Delivery, verdict: Verdict) -> Verdict:
    """What would go again stays at home when its channel was disconnected meanwhile (see `stop`)."""
    if verdict.state is not DeliveryState.QUEUED or delivery.reason is not Reason.DISCONNECTED:
        return verdict
    may_have_arrived = delivery.in_doubt or verdict.in_doubt
    ended = DeliveryState.UNCERTAIN if may_have_arrived else DeliveryState.FAILED
    return Verdict(ended, Reason.DISCONNECTED, in_doubt=may_have_arrived, request_id=verdict.request_id)


def _values(delivery: Delivery, verdict: Verdict, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": verdict.state,
        "reason": verdict.reason,
        "line_message": verdict.line_message or None,
        "line_request_id": verdict.request_id,
        "in_doubt": delivery.in_doubt or verdict.in_doubt,
        "leased_until": None,
        "next_attempt_at": at,
        "accepted_at": at if verdict.state is DeliveryState.ACCEPTED else None,
    }
    if verdict.reason is not None and verdict.pauses is None:  # a paused channel needs no wait of its own
        values["next_attempt_at"] = at + wait_after(delivery.attempts, verdict.reason)
    # What may have arrived as a push can only ever go as the same push.
    if verdict.next_method != "" and not (delivery.in_doubt and delivery.method == "push"):
        values |= {"method": verdict.next_method, "request_body": None, "reply_token_id": None}
    return values


def _name_messages(session: Session, delivery: Delivery, verdict: Verdict) -> None:
    """LINE's ids and quote tokens, in the order of the request. An id that is taken must not undo the acceptance."""
    try:
        with session.begin_nested():
            for message, sent in zip(delivery.messages, verdict.sent, strict=False):
                message.external_id, message.quote_token = sent.id, sent.quote_token
    except IntegrityError:
        log.error("delivery %d: LINE gave an id that another message has", delivery.id)


def _judge_channel(session: Session, claim: Claim, verdict: Verdict, at: datetime) -> None:
    channel = session.get_one(Channel, claim.channel_id)
    if verdict.pauses is not None or verdict.is_unanswered:
        lock(channel)  # it is held for all its senders, so they judge it one after the other
    if verdict.overcame:
        pause.overcome(session, channel.id, verdict.overcame, at)
    if verdict.pauses is not None:
        pause.hold_channel(channel, verdict.pauses, verdict.line_message, at)
    elif verdict.is_unanswered:
        pause.count_unanswered(session, channel, at)
