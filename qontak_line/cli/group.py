"""What all commands share: the app, and one line instead of a traceback when the database can not be used."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

Command = Callable[..., Any]


def group(name: str, purpose: str) -> AppGroup:
    return AppGroup(name, help=purpose, short_help=purpose)


def in_app(command: Command) -> Command:
    """Run with the app; a database that is away or has not been migrated is said in one line."""

    @with_appcontext
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except DBAPIError as problem:
            reason = str(problem.orig).strip().splitlines()[0]
            raise click.ClickException(
                f"the database can not be used ({reason}); is it migrated (db upgrade)?"
            ) from None

    return run


def columns(*values: object) -> None:
    """One row of a list, for eyes and for `cut -f`."""
    click.echo("\t".join(str(value) for value in values))
