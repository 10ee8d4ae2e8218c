"""Check a channel's health, on demand and on a timer, and write down what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import or_, select, update

from qontak_line.actions import tell
from qontak_line.actions.channels.budget import WHOLE_S, Budget
from qontak_line.actions.channels.checks import Check, CheckName, Outcome, from_json, health_of, joined
from qontak_line.actions.channels.client import Unreadable, secret_of, token_of, webhook_url
from qontak_line.actions.channels.examine import Findings, Question, Setting, examine
from qontak_line.actions.channels.finish import finish
from qontak_line.actions.channels.installations import CRASHED_AFTER
from qontak_line.actions.channels.refusal import Refusal
from qontak_line.actions.channels.rows import keep_account
from qontak_line.actions.deliver.pause import TOKEN_REASONS, overcome
from qontak_line.actions.deliver.senders import ask
from qontak_line.actions.lock import lock_if_there
from qontak_line.db import db, now, rows_changed, transaction
from qontak_line.failpoints import fail
from qontak_line.jobs import every, task
from qontak_line.models import Channel, ChannelState

CHECK_EACH = timedelta(minutes=10)
"""Also keeps a refused token from being tried more than once in five minutes."""
_AT_ONCE = 2
"""Channels per tick: a LINE that hangs must not take every worker."""


TOKEN_WORKS = {(CheckName.TOKEN, Outcome.OK), (CheckName.ACCOUNT, Outcome.OK)}
"""LINE knew the token and took it: messages that waited for that may go."""


@dataclass(frozen=True)
class Extent:
    """`test`: let LINE try the webhook. `may_set`: set our webhook URL where LINE has none, or never got ours.
    `must_set`: set it whatever is there."""

    test: bool = True
    may_set: bool = False
    must_set: bool = False


def check(channel_id: int, extent: Extent = Extent(), budget: Budget | None = None) -> None:
    """Ask LINE about the channel, at most about 18 s, and record it. Opens its own transaction.

    A pending channel is finished instead.
    """
    budget = budget or Budget(WHOLE_S)
    channel = db.session.get(Channel, channel_id)
    if channel is None or channel.is_disconnected:
        db.session.rollback()
        return
    if channel.state is ChannelState.PENDING:
        return _finish(channel_id, budget)
    sealed = channel.token_sealed
    findings = _ask(channel, extent, budget)
    fail("check.asked")
    _record(channel_id, sealed, findings)


def _finish(channel_id: int, budget: Budget) -> None:
    try:
        finish(channel_id, budget)
    except Refusal:
        db.session.rollback()  # removed meanwhile: nothing to tell


def _ask(channel: Channel, extent: Extent, budget: Budget) -> Findings:
    try:
        token, secret = token_of(channel), secret_of(channel)
    except Unreadable:
        problem = {"problem": "unreadable"}
        return Findings([Check(n, Outcome.FAILED, problem) for n in (CheckName.TOKEN, CheckName.SECRET)])
    before = from_json(channel.checks)
    reached = before.get(CheckName.REACHED)
    test = extent.test or reached is None or reached.outcome is not Outcome.OK
    set_url = _setting(extent, before.get(CheckName.ENDPOINT))
    question = Question(token, secret, channel.line_channel_id, webhook_url(channel), set_url, test)
    db.session.rollback()
    return examine(question, budget)


def _setting(extent: Extent, endpoint: Check | None) -> Setting:
    """Somebody may have led LINE elsewhere on purpose: that is only undone when asked for in so many words."""
    if extent.must_set:
        return Setting.ALWAYS
    if not extent.may_set:
        return Setting.NO
    is_ours_to_set = endpoint is None or endpoint.outcome is Outcome.UNKNOWN or "line_message" in endpoint.particulars
    return Setting.ALWAYS if is_ours_to_set else Setting.IF_NONE


def _record(channel_id: int, sealed: str | None, findings: Findings) -> None:
    with transaction() as session:
        channel = lock_if_there(session, Channel, channel_id)
        if channel is None or channel.is_disconnected or channel.token_sealed != sealed:
            return  # what was found is about something that is no more
        checks = joined(from_json(channel.checks), findings.checks)
        channel.checks = [one.as_json() for one in checks]
        channel.health = health_of(checks)
        channel.checked_at = now()
        _keep_findings(channel, findings)
        if {(one.name, one.outcome) for one in findings.checks} >= TOKEN_WORKS:
            overcome(db.session(), channel_id, TOKEN_REASONS, now())
        tell.look(channel.organization_id, "channels")


def _keep_findings(channel: Channel, findings: Findings) -> None:
    token = findings.checks[0]
    if token.outcome is Outcome.OK:
        channel.token_expires_at = findings.token_expires_at
    elif token.outcome is Outcome.FAILED:
        channel.last_error, channel.last_error_at = token.particulars.get("line_message") or None, now()
    if findings.bot is not None and findings.bot.user_id == channel.line_bot_id:
        keep_account(channel, findings.bot)
    if findings.quota is not None:
        channel.quota_type, channel.quota_value = findings.quota.type[:20], findings.quota.value
        channel.quota_used, channel.quota_at = findings.used, now()


@task
def check_channel(channel_id: int) -> None:
    """What the timer asks for: as on demand, but LINE's test of the webhook only while it has not reached us."""
    ask(channel_id, ("check", channel_id), partial(check, channel_id, Extent(test=False)))


@every(5)
def check_due_channels() -> None:
    """Claim the channels whose last check is old, so that several workers do not check the same one."""
    for channel_id in _due():
        if _claim(channel_id):
            check_channel.nudge(channel_id)


def _due() -> list[int]:
    long_ago, crashed = now() - CHECK_EACH, now() - CRASHED_AFTER
    due = (
        select(Channel.id)
        .where(
            Channel.state != ChannelState.DISCONNECTED,
            or_(Channel.checked_at.is_(None), Channel.checked_at < long_ago),
            or_(Channel.state != ChannelState.PENDING, Channel.connected_at < crashed),
        )
        .order_by(Channel.checked_at.asc().nulls_first())
        .limit(_AT_ONCE)
    )
    found = list(db.session.scalars(due))
    db.session.rollback()
    return found


def _claim(channel_id: int) -> bool:
    with transaction() as session:
        claimed = rows_changed(
            session,
            update(Channel)
            .where(
                Channel.id == channel_id,
                or_(Channel.checked_at.is_(None), Channel.checked_at < now() - CHECK_EACH),
            )
            .values(checked_at=now())
            .execution_options(synchronize_session=False),
        )
    return bool(claimed)
