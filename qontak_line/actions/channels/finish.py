"""Finish a pending channel: set its webhook, look and test, and make it connected, whatever the webhook steps found."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from qontak_line.actions import tell
from qontak_line.actions.channels import installations
from qontak_line.actions.channels.asking import ask, unknown
from qontak_line.actions.channels.budget import WHOLE_S, Budget
from qontak_line.actions.channels.checks import Check, CheckName, Outcome, health_of, joined
from qontak_line.actions.channels.client import Unreadable, token_of, webhook_url
from qontak_line.actions.channels.examine import response_mode
from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.actions.channels.webhook import ENDPOINT_CHECKS, REACHED_CHECKS, Webhook
from qontak_line.actions.lock import lock_if_there
from qontak_line.db import db, now, on_commit, transaction
from qontak_line.failpoints import fail
from qontak_line.models import Channel, ChannelState, Installation, InstallationState

_PROVED = (CheckName.TOKEN, CheckName.SECRET, CheckName.ACCOUNT, CheckName.ONLY_HERE)


@dataclass(frozen=True)
class _Plan:
    token: str | None = field(repr=False)
    url: str
    chat_mode: str


def finish(channel_id: int, budget: Budget | None = None) -> None:
    """Opens its own transaction. Raises Refusal when the channel was removed; a connected one stays as it is."""
    plan = _plan(channel_id)
    if plan is not None:
        _record(channel_id, _set_up(plan, budget or Budget(WHOLE_S)))


def _plan(channel_id: int) -> _Plan | None:
    """None when the channel is connected already."""
    channel = db.session.get(Channel, channel_id)
    if channel is None or channel.is_disconnected:
        raise Refusal(Why.REMOVED)
    try:
        token = token_of(channel)
    except Unreadable:
        token = None
    plan = _Plan(token, webhook_url(channel), channel.chat_mode)
    is_pending = channel.state is ChannelState.PENDING
    db.session.rollback()
    return plan if is_pending else None


def _set_up(plan: _Plan, budget: Budget) -> list[Check]:
    """The proofs held when the row was written; the webhook steps are taken now."""
    proofs = [Check(name, Outcome.OK) for name in _PROVED]
    if plan.token is None:
        webhook = unknown((*ENDPOINT_CHECKS, *REACHED_CHECKS), "skipped")
    else:
        webhook = ask(Webhook(plan.token, plan.url, budget).setting_up())
    return joined({}, [*proofs, *webhook, response_mode(plan.chat_mode)])


def _record(channel_id: int, found: list[Check]) -> None:
    with transaction() as session:
        channel = lock_if_there(session, Channel, channel_id)
        if channel is None or channel.is_disconnected:
            raise Refusal(Why.REMOVED)
        if channel.state is ChannelState.PENDING:
            channel.state = ChannelState.CONNECTED
            channel.checks = [check.as_json() for check in found]
            channel.health = health_of(found)
            channel.checked_at = now()
        waiting = select(Installation).where(
            Installation.channel_id == channel_id, Installation.state == InstallationState.RUNNING
        )
        for installation in session.scalars(waiting):
            installations.finish(installation, channel.checks)
        on_commit(lambda: fail("connect.finished"))
        tell.look(channel.organization_id, "channels")
        fail("connect.before_finish")
