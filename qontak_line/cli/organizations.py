"""`organizations`: make and list them."""

from __future__ import annotations

from zoneinfo import available_timezones

import click
from sqlalchemy import select

from qontak_line.actions import organizations as verbs
from qontak_line.cli.group import columns, group, in_app
from qontak_line.db import db, transaction
from qontak_line.models import Organization
from qontak_line.models.organization import DEFAULT_TIMEZONE

organizations = group("organizations", "Organizations: who owns channels, users and conversations.")


@organizations.command("create", with_appcontext=False)
@click.argument("name")
@click.option("--timezone", default=DEFAULT_TIMEZONE, show_default=True, help="IANA name.")
@in_app
def create(name: str, timezone: str) -> None:
    """Make an organization and print its id."""
    if not name.strip():
        raise click.ClickException("the name is empty")
    if timezone not in available_timezones():
        raise click.ClickException(f"there is no time zone {timezone!r}")
    with transaction():
        made = verbs.create(name, timezone)
    columns(made.id, made.name, made.timezone)


@organizations.command("list", with_appcontext=False)
@in_app
def list_all() -> None:
    """Id, name, time zone."""
    for found in db.session.scalars(select(Organization).order_by(Organization.id)):
        columns(found.id, found.name, found.timezone)
