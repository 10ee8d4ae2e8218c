"""`channels`: list them, and ask LINE how they are."""

from __future__ import annotations

import click
from sqlalchemy import select

from qontak_line.actions.channels.check import check as check_channel
from qontak_line.actions.channels.checks import Outcome, from_json
from qontak_line.cli.group import columns, group, in_app
from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Health

channels = group("channels", "Channels: connected LINE Official Accounts.")


@channels.command("list", with_appcontext=False)
@in_app
def list_all() -> None:
    """Id, organization, state, health, basic id, name."""
    for found in db.session.scalars(select(Channel).order_by(Channel.id)):
        columns(found.id, found.organization_id, found.state.value, found.health.value, found.basic_id, found.name)


@channels.command("check", with_appcontext=False)
@click.argument("channel_id", metavar="[ID]", type=int, required=False)
@in_app
def check(channel_id: int | None) -> None:
    """Ask LINE about one channel, or about all; exit 1 when one is red."""
    reds = [number for number in _ids(channel_id) if _check(number) is Health.RED]
    if reds:
        raise SystemExit(1)


def _ids(channel_id: int | None) -> list[int]:
    living = select(Channel.id).where(Channel.state != ChannelState.DISCONNECTED).order_by(Channel.id)
    if channel_id is None:
        return list(db.session.scalars(living))
    if db.session.scalar(living.where(Channel.id == channel_id)) is None:
        raise click.ClickException(f"there is no connected channel {channel_id}")
    return [channel_id]


def _check(number: int) -> Health:
    check_channel(number)
    found = db.session.get_one(Channel, number, populate_existing=True)
    columns(found.id, found.health.value, found.name)
    for one in from_json(found.checks).values():
        if one.outcome is not Outcome.OK:
            words = ", ".join(f"{key} {value}" for key, value in one.particulars.items())
            columns("", one.outcome.value, one.name.value, words)
    return found.health
