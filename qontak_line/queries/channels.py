"""What the Integrations pages and the Inbox's banner show of channels. Nothing here opens a secret."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select

from qontak_line.db import db, now
from qontak_line.models import Channel, ChannelState, Health, Installation, InstallationState, RejectedSignature

INTERRUPTED_AFTER = timedelta(seconds=60)
_TOO_EARLY = timedelta(days=1)
"""On the month's first day a forecast would be a guess."""


def live_channels(organization_id: int) -> list[Channel]:
    """The accounts of the list: connected, and those on their way; oldest first."""
    return list(
        db.session.scalars(
            select(Channel)
            .where(Channel.organization_id == organization_id, Channel.state != ChannelState.DISCONNECTED)
            .order_by(Channel.id)
        )
    )


def red_names(organization_id: int) -> Sequence[str]:
    """The names of those whose token or secret LINE refuses: the Inbox's banner."""
    return db.session.scalars(
        select(Channel.name)
        .where(
            Channel.organization_id == organization_id,
            Channel.state != ChannelState.DISCONNECTED,
            Channel.health == Health.RED,
        )
        .order_by(Channel.id)
    ).all()


def is_interrupted(channel: Channel) -> bool:
    """Whether its connecting broke off, so that a person may finish it or remove it."""
    return channel.state is ChannelState.PENDING and now() - channel.connected_at > INTERRUPTED_AFTER


def done_installation(installation_id: int, user_id: int, since: datetime) -> Installation | None:
    """What this user installed since then, while its account is still connected."""
    return db.session.scalar(
        select(Installation).where(
            Installation.id == installation_id,
            Installation.user_id == user_id,
            Installation.state == InstallationState.DONE,
            Installation.finished_at > since,
            exists().where(Channel.id == Installation.channel_id, Channel.state != ChannelState.DISCONNECTED),
        )
    )


def rejected_signatures(channel_id: int, since: datetime) -> int:
    """How many webhooks with a wrong signature came since that hour."""
    found = db.session.scalar(
        select(func.coalesce(func.sum(RejectedSignature.count), 0)).where(
            RejectedSignature.channel_id == channel_id, RejectedSignature.hour >= since
        )
    )
    return int(found or 0)


def quota_forecast(used: int, at: datetime, zone: ZoneInfo) -> int | None:
    """How many messages it will be at the end of `at`'s month if it goes on like this; None on its first day."""
    local = at.astimezone(zone)
    begin = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    passed = local - begin
    if passed < _TOO_EARLY:
        return None
    month = timedelta(days=monthrange(local.year, local.month)[1])
    return round(used * (month / passed))
