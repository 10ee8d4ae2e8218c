"""Claim, call, record, until nothing of the conversation is due."""

from __future__ import annotations

import logging
import time

from sqlalchemy import select

from qontak_line.actions.deliver.call import call
from qontak_line.actions.deliver.claim import Claim, Settled, claim
from qontak_line.actions.deliver.lease import kept
from qontak_line.actions.deliver.record import record
from qontak_line.actions.deliver.verdict import Verdict, judge
from qontak_line.away import AWAY
from qontak_line.db import db
from qontak_line.failpoints import fail
from qontak_line.models import Channel, ChannelState, DeliveryState, Reason

log = logging.getLogger(__name__)

RECORD_TRIES = 40
"""What LINE said is too dear to lose: a busy database is asked again, for well over half a minute."""


def drain(conversation_id: int) -> None:
    while (claimed := claim(conversation_id)) is not None:
        if not isinstance(claimed, Settled) and not _attempt(claimed):
            return


def _attempt(claimed: Claim) -> bool:
    """One request; whether its outcome was recorded by us."""
    with kept(claimed.delivery_id, claimed.fence):
        fail("deliver.claimed")
        if claimed.is_stale:
            return False  # the lease ends, and whoever finds it decides
        verdict = _called_off(claimed) or judge(claimed.method, call(claimed))
        fail("deliver.answered")
        return _record_surely(claimed, verdict)


def _called_off(claimed: Claim) -> Verdict | None:
    """The last look before a byte leaves: the channel may have been disconnected since the claim."""
    state = db.session.scalar(select(Channel.state).where(Channel.id == claimed.channel_id))
    db.session.rollback()  # no transaction is open while LINE is called
    if state is not ChannelState.DISCONNECTED:
        return None
    return Verdict(DeliveryState.UNCERTAIN if claimed.in_doubt else DeliveryState.FAILED, Reason.DISCONNECTED)


def _record_surely(claimed: Claim, verdict: Verdict) -> bool:
    for _ in range(RECORD_TRIES):
        try:
            return record(claimed, verdict)
        except AWAY:
            time.sleep(0.2)
    log.error("delivery %d: its outcome could not be recorded", claimed.delivery_id)
    return False
