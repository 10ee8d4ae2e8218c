"""Write the row of a proved account: a new one, or the one that this organization disconnected earlier."""

from __future__ import annotations

from sqlalchemy import select, update

from qontak_line.actions.channels.client import seal
from qontak_line.actions.channels.proofs import Proved
from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.actions.pictures import refresh_channel
from qontak_line.db import db, now, on_commit, rows_changed
from qontak_line.line.types import BotInfo
from qontak_line.models import Channel, ChannelState, Health, User
from qontak_line.models.channel import new_webhook_key

_SHOWN = 4
_LONG_ENOUGH = 12
"""Of a secret shorter than this, four characters would be too many to show."""


def write_row(proved: Proved, secret: str, token: str, by: User) -> tuple[Channel, bool]:
    """The pending channel, and whether it is new. Raises IntegrityError when the account is connected anywhere,
    and Refusal when somebody else revived it just now."""
    earlier = db.session.scalar(
        select(Channel)
        .where(
            Channel.organization_id == by.organization_id,
            Channel.line_bot_id == proved.bot.user_id,
            Channel.state == ChannelState.DISCONNECTED,
        )
        .order_by(Channel.id.desc())
        .limit(1)
    )
    if earlier is None:
        channel = Channel(organization_id=by.organization_id, state=ChannelState.PENDING)
    else:
        _revive(earlier)
        channel = earlier
    channel.line_bot_id = proved.bot.user_id
    channel.webhook_key = new_webhook_key()
    channel.connected_by_id, channel.connected_at = by.id, now()
    channel.health, channel.checks, channel.checked_at = Health.UNKNOWN, [], None
    channel.last_error = channel.last_error_at = None
    keep_credentials(channel, proved, secret, token)
    keep_account(channel, proved.bot)
    db.session.add(channel)
    db.session.flush()
    return channel, earlier is None


def _revive(channel: Channel) -> None:
    revived = rows_changed(
        db.session(),
        update(Channel)
        .where(Channel.id == channel.id, Channel.state == ChannelState.DISCONNECTED)
        .values(state=ChannelState.PENDING, disconnected_at=None)
        .execution_options(synchronize_session=False),
    )
    if not revived:
        raise Refusal(Why.ALREADY_CONNECTED)
    db.session.refresh(channel)


def keep_credentials(channel: Channel, proved: Proved, secret: str, token: str) -> None:
    """Sealed; of the secret its last characters stay readable."""
    channel.line_channel_id = proved.line_channel_id
    channel.secret_sealed = seal(secret)
    channel.secret_hint = secret[-_SHOWN:] if len(secret) >= _LONG_ENOUGH else ""
    channel.token_sealed = seal(token)
    channel.token_expires_at = proved.token_expires_at


def keep_account(channel: Channel, bot: BotInfo) -> None:
    """Name, basic id, picture and response mode, as LINE knows them now."""
    channel.name = bot.display_name[:200] or bot.basic_id[:64]
    channel.basic_id = bot.basic_id[:64]
    channel.chat_mode = (bot.chat_mode or "")[:20]
    if channel.picture_url != bot.picture_url:
        channel.picture_url = bot.picture_url  # the former picture is shown until the new one is here
        on_commit(lambda: refresh_channel.nudge(channel.id))
