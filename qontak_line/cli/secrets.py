"""`secrets`: change the key that seals them."""

from __future__ import annotations

import click

from qontak_line.actions.sealed import reseal_all
from qontak_line.cli.group import group, in_app

secrets = group("secrets", "Secrets at rest: channel secrets and access tokens.")


@secrets.command("rotate", with_appcontext=False)
@in_app
def rotate() -> None:
    """Seal every secret anew with the first of ENCRYPTION_KEYS; exit 1 when one could not be read."""
    outcome = reseal_all()
    click.echo(f"{outcome.resealed} sealed with the first key")
    if outcome.unreadable:
        raise click.ClickException(f"{outcome.unreadable} can not be read with any key given; enter them again")
