"""`events`: what LINE sent and we could not understand."""

from __future__ import annotations

import click

from qontak_line.actions import events as verbs
from qontak_line.cli.group import group, in_app
from qontak_line.db import transaction

events = group("events", "Webhook events: what LINE told us, word for word.")


@events.command("replay", with_appcontext=False)
@click.argument("event_id", metavar="ID", type=int)
@in_app
def replay(event_id: int) -> None:
    """Work on a quarantined event again; the running program does so within seconds."""
    try:
        with transaction():
            verbs.replay(event_id)
    except verbs.CannotReplay as problem:
        raise click.ClickException(f"event {event_id}: {problem}") from None
