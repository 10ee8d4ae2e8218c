"""What holds all sending of a channel: not reachable, token refused, month used up. One probe at a time goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qontak_line.actions import tell
from qontak_line.actions.deliver.backoff import probe_interval
from qontak_line.actions.deliver.nudge import nudge_channel
from qontak_line.actions.lock import lock_if_there
from qontak_line.db import db, now
from qontak_line.models import Channel, Delivery, DeliveryState, Health, Reason, SendingPause

UNANSWERED_LIMIT = 8
"""So many requests in a row without an answer, and the channel is only probed; one message alone has its tries."""
MOST_LOOKS = 50

TOKEN_REASONS = (Reason.TOKEN_REFUSED, Reason.UNREADABLE)


def pass_or_reason(session: Session, channel_id: int, *, is_reply: bool, at: datetime) -> Reason | None:
    """None: the request may go, as the probe if there is a pause. Else the reason why it waits."""
    pause = session.get(SendingPause, channel_id, populate_existing=True)
    if pause is None or pause.reason is None or not pause.is_on:
        return None
    if is_reply and pause.reason is Reason.MONTHLY_LIMIT:  # replies are free
        return None
    probes = session.execute(
        update(SendingPause)
        .where(SendingPause.channel_id == channel_id, SendingPause.probe_at <= at)
        .values(probe_at=at + probe_interval(pause.reason))
        .execution_options(synchronize_session=False)
        .returning(SendingPause.channel_id)
    ).first()
    return None if probes else pause.reason


def hold_channel(channel: Channel, reason: Reason, line_message: str, at: datetime) -> None:
    """Stop the channel's sending but for probes, and let everything that waits say why."""
    pause = _row(db.session(), channel.id)
    is_new = not pause.is_on or pause.reason is not reason
    pause.reason, pause.probe_at = reason, at + probe_interval(reason)
    if not is_new:
        return
    _explain_waiting(channel, reason)
    if reason in TOKEN_REASONS:
        channel.health, channel.last_error, channel.last_error_at = Health.RED, line_message or reason.value, at
        tell.look(channel.organization_id, "channels")


def count_unanswered(session: Session, channel: Channel, at: datetime) -> None:
    """One more request without an answer; too many in a row pause the channel."""
    pause = _row(session, channel.id)
    session.execute(
        update(SendingPause)
        .where(SendingPause.channel_id == channel.id)
        .values(failures=SendingPause.failures + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(pause)
    if pause.is_on and pause.reason is not Reason.UNREACHABLE:
        return
    if pause.failures >= UNANSWERED_LIMIT:
        hold_channel(channel, Reason.UNREACHABLE, "", at)


def overcome(session: Session, channel_id: int, reasons: Collection[Reason], at: datetime) -> None:
    """LINE has answered in a way that disproves these reasons."""
    pause = lock_if_there(session, SendingPause, channel_id)
    if pause is None:
        return
    if not pause.is_on or pause.reason in reasons:
        _lift(session, pause, at)
    else:
        pause.failures = 0


def release(channel_id: int) -> None:
    """Everything of the channel that waits may go now: its token was replaced. Within the caller's transaction."""
    session, at = db.session(), now()
    pause = lock_if_there(session, SendingPause, channel_id)
    if pause is not None:
        _lift(session, pause, at)
    _let_go(channel_id, TOKEN_REASONS, at)


def probe_now(channel_id: int) -> None:
    """Somebody asked for another try: let one request through, unless LINE refuses the token, which no try mends."""
    db.session.execute(
        update(SendingPause)
        .where(
            SendingPause.channel_id == channel_id,
            SendingPause.probe_at.is_not(None),
            SendingPause.reason.not_in(TOKEN_REASONS),
        )
        .values(probe_at=now())
        .execution_options(synchronize_session=False)
    )


def _lift(session: Session, pause: SendingPause, at: datetime) -> None:
    channel_id, was_on, reason = pause.channel_id, pause.is_on, pause.reason
    session.delete(pause)
    session.flush()
    if not was_on:
        return
    if reason is not None:
        _let_go(channel_id, (reason,), at)


def _let_go(channel_id: int, reasons: Collection[Reason], at: datetime) -> None:
    waits = Delivery.reason.in_(reasons)
    if _change_waiting(channel_id, waits, reason=None, line_message=None, next_attempt_at=at):
        nudge_channel(channel_id)


def _explain_waiting(channel: Channel, reason: Reason) -> None:
    touched = _change_waiting(channel.id, Delivery.reason.is_distinct_from(reason), reason=reason, line_message=None)
    if len(touched) > MOST_LOOKS:
        tell.look(channel.organization_id, "everything")
    else:
        tell.look(channel.organization_id, *(f"conversation:{number}" for number in touched))


def _change_waiting(channel_id: int, condition: Any, **values: Any) -> set[int]:
    """Change what the channel has queued; gives the conversations that this touched."""
    touched = db.session.scalars(
        update(Delivery)
        .where(Delivery.channel_id == channel_id, Delivery.state == DeliveryState.QUEUED, condition)
        .values(**values)
        .execution_options(synchronize_session=False)
        .returning(Delivery.conversation_id)
    )
    return set(touched.all())


def _row(session: Session, channel_id: int) -> SendingPause:
    pause = lock_if_there(session, SendingPause, channel_id)
    if pause is not None:
        return pause
    try:
        with session.begin_nested():
            pause = SendingPause(channel_id=channel_id, failures=0)
            session.add(pause)
        return pause
    except IntegrityError:  # another worker was quicker
        return session.get_one(SendingPause, channel_id, populate_existing=True)
