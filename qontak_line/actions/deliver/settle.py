"""What ends a delivery without a call to LINE."""

from __future__ import annotations

from datetime import datetime

from qontak_line.models import Conversation, Delivery, DeliveryState, Reason


def settle(delivery: Delivery, conversation: Conversation, at: datetime) -> bool:
    """End it where nothing may be sent any more; whether that was so. What may have arrived is never called failed."""
    outcome = _outcome(delivery, conversation, at)
    if outcome is None:
        return False
    delivery.state, delivery.reason = outcome
    delivery.leased_until = None
    return True


def _outcome(delivery: Delivery, conversation: Conversation, at: datetime) -> tuple[DeliveryState, Reason] | None:
    # A reply that nobody recorded: it has no key, so it can not go again, and whether it went is unknown.
    if delivery.method == "reply":
        return DeliveryState.UNCERTAIN, Reason.NO_ANSWER
    if delivery.is_too_old(at):
        return DeliveryState.UNCERTAIN, Reason.TOO_OLD
    if conversation.channel.is_disconnected or delivery.reason is Reason.DISCONNECTED:  # see `stop`
        ended = DeliveryState.UNCERTAIN if delivery.in_doubt else DeliveryState.FAILED
        return ended, Reason.DISCONNECTED
    # What may have arrived before they blocked us goes on: under its key LINE tells whether it had.
    if conversation.contact.is_blocked and not delivery.in_doubt:
        return DeliveryState.FAILED, Reason.BLOCKED
    return None
