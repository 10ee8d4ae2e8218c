"""Replace a channel's token, and its secret when that was reissued: proved as at first, for the same LINE account."""

from __future__ import annotations

from dataclasses import dataclass, field

from qontak_line.actions import audit, doors, tell
from qontak_line.actions.channels.budget import PROOFS_S, WHOLE_S, Budget
from qontak_line.actions.channels.check import Extent, check
from qontak_line.actions.channels.client import Unreadable, secret_of
from qontak_line.actions.channels.proofs import Proved, prove
from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.actions.channels.rows import keep_account, keep_credentials
from qontak_line.actions.deliver.pause import release
from qontak_line.actions.lock import lock_if_there
from qontak_line.actions.traces import wipe_traces
from qontak_line.db import db, on_commit, transaction
from qontak_line.failpoints import fail
from qontak_line.models import Channel, User


@dataclass(frozen=True)
class Credentials:
    """`secret` is empty when the kept one stays."""

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)


def needs_secret(channel: Channel) -> bool:
    """Whether the kept secret can not be read, so that it has to be entered again too."""
    try:
        secret_of(channel)
    except Unreadable:
        return True
    return False


def replace_token(channel: Channel, given: Credentials, by: User) -> None:
    """Opens its own transactions and ends with a health check. Raises Refusal, and then nothing was changed."""
    channel_id, bot_id = channel.id, channel.line_bot_id
    secret = given.secret or secret_of(channel)
    db.session.rollback()
    whole = Budget(WHOLE_S)
    proved = prove(given.token, secret, Budget(PROOFS_S))
    if proved.bot.user_id != bot_id:
        raise Refusal(Why.OTHER_ACCOUNT)
    _keep(channel_id, proved, Credentials(given.token, secret), by, is_new_secret=bool(given.secret))
    check(channel_id, Extent(test=False), whole)


def _keep(channel_id: int, proved: Proved, proven: Credentials, by: User, *, is_new_secret: bool) -> None:
    with transaction() as session:
        channel = lock_if_there(session, Channel, channel_id)
        if channel is None or channel.is_disconnected:
            raise Refusal(Why.REMOVED)
        keep_credentials(channel, proved, proven.secret, proven.token)
        keep_account(channel, proved.bot)
        release(channel_id)
        tags = ["channel:token:replaced"] + (["channel:secret:replaced"] if is_new_secret else [])
        for tag in tags:
            audit.record(channel.organization_id, tag, by, channel_id=channel_id, name=channel.name)
        tell.look(channel.organization_id, "channels")
        on_commit(lambda: fail("replace.committed"))
        on_commit(lambda: doors.forget(channel_id))
        on_commit(wipe_traces)
        fail("replace.before_commit")
