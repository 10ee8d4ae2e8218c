"""`backup FILE`: a consistent copy, made while the program runs."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

import click

from qontak_line.cli.archive import DATABASE, KEYS, MEDIA, database_file, is_member, settings, tell_what_is_elsewhere
from qontak_line.cli.group import in_app


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@in_app
def backup(file: Path) -> None:
    """Write database, keys and media into one tar, readable by you alone (SQLite)."""
    database = database_file()
    if not database.exists():
        raise click.ClickException(f"there is no database at {database}")
    if file.exists():
        raise click.ClickException(f"{file} is there already; nothing was written")
    partial = file.with_name(f"{file.name}.partial")
    try:
        _write(partial, database)
        partial.rename(file)
    except OSError as problem:
        raise click.ClickException(f"{file}: {problem.strerror or problem}") from None
    finally:
        partial.unlink(missing_ok=True)
    tell_what_is_elsewhere()


def _write(partial: Path, database: Path) -> None:
    """The database first: a file that a row names was there before the row."""
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out, tempfile.TemporaryDirectory(dir=partial.absolute().parent) as folder:
        copy = Path(folder) / DATABASE
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        with tarfile.open(fileobj=out, mode="w") as tar:
            tar.add(copy, DATABASE)
            for name in KEYS:
                if (settings().data_dir / name).exists():
                    tar.add(settings().data_dir / name, name)
            _add_media(tar)
        out.flush()
        os.fsync(out.fileno())


def _add_media(tar: tarfile.TarFile) -> None:
    """Files that vanish meanwhile were taken back by their sender."""
    for path in sorted((settings().data_dir / MEDIA).rglob("*")):
        name = f"{MEDIA}/{path.relative_to(settings().data_dir / MEDIA)}"
        if path.is_file() and is_member(name) and not name.startswith(f"{MEDIA}/partial/"):
            try:
                tar.add(path, name)
            except FileNotFoundError:
                continue
