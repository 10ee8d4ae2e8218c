"""What a backup is: one tar with the SQLite file, the key files and the media folder."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import current_app

from qontak_line.config import Settings
from qontak_line.db import db

DATABASE = "qontak_line.sqlite3"
KEYS = ("secret.key", "encryption.key")
MEDIA = "media"

_MEDIA_NAME = re.compile(r"media/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*")


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def database_file() -> Path:
    """Where the SQLite file lies; PostgreSQL has tools of its own."""
    if not settings().is_sqlite:
        raise click.ClickException("this is for SQLite; use pg_dump and pg_restore with PostgreSQL")
    return Path(str(db.engine.url.database))


def is_member(name: str) -> bool:
    """Whether a backup may hold a file of this name."""
    return name == DATABASE or name in KEYS or _MEDIA_NAME.fullmatch(name) is not None


def tell_what_is_elsewhere() -> None:
    """What the settings keep outside of DATA_DIR is not in the tar."""
    for name, given in (("SECRET_KEY", settings().secret_key), ("ENCRYPTION_KEYS", settings().encryption_keys)):
        if given:
            click.echo(f"{name} is a setting: keep it beside the backup", err=True)
    if settings().media_url:
        click.echo("MEDIA_URL is elsewhere: its files are not in the backup", err=True)
