"""`restore FILE`: put a backup in the place of what is there, which is moved aside and not deleted."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from qontak_line.cli.archive import DATABASE, KEYS, MEDIA, database_file, is_member, settings
from qontak_line.cli.group import in_app
from qontak_line.db import db, now
from qontak_line.models.delivery import KEY_LIFETIME


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@in_app
def restore(file: Path) -> None:
    """Bring back database, keys and media from a backup; the program must not be running (SQLite).

    Answers that were under way and are too old to be sent again safely become uncertain, and everybody logs in anew.
    """
    database = database_file()
    if not file.is_file():
        raise click.ClickException(f"there is no file {file}")
    db.session.remove()
    db.engine.dispose()
    try:
        with _alone(), tempfile.TemporaryDirectory(dir=settings().data_dir) as folder:
            fresh = Path(folder)
            _unpack(file, fresh)
            _settle(fresh / DATABASE)
            _swap(fresh, database)
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from None


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the data directory as the running program would."""
    settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(settings().data_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise click.ClickException(f"{settings().data_dir} is in use; stop the program first") from None
    finally:
        os.close(held)


def _unpack(file: Path, folder: Path) -> None:
    """Only what a backup holds, and only plain files."""
    try:
        with tarfile.open(file, "r:") as tar:
            members = tar.getmembers()
            strange = [member.name for member in members if not member.isreg() or not is_member(member.name)]
            if strange or DATABASE not in {member.name for member in members}:
                raise click.ClickException(f"{file} is no backup of this program")
            for member in members:
                _write(tar, member, folder / member.name)
    except tarfile.TarError:
        raise click.ClickException(f"{file} is no backup, or a damaged one") from None


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """By hand: Python's own safe way is not in every 3.11."""
    place.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    with place.open("wb") as file:
        if content is not None:
            shutil.copyfileobj(content, file)


def _settle(database: Path) -> None:
    """Check the file; end sessions; what LINE may have got since then is for people to decide."""
    oldest = (now() - KEY_LIFETIME).strftime("%Y-%m-%d %H:%M:%S.%f")
    try:
        with closing(sqlite3.connect(database)) as found, found:
            if found.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise click.ClickException("the database in the backup is damaged")
            found.execute("DELETE FROM user_session")
            settled = found.execute(
                "UPDATE delivery SET state = 'uncertain', reason = 'too_old', leased_until = NULL"
                " WHERE state IN ('queued', 'sending') AND coalesce(first_attempt_at, created_at) < ?",
                (oldest,),
            )
    except sqlite3.DatabaseError as problem:
        raise click.ClickException(f"the database in the backup can not be used ({problem})") from None
    if settled.rowcount > 0:
        click.echo(f"{settled.rowcount} answers are uncertain now: they were too old to be sent again safely")


def _swap(fresh: Path, database: Path) -> None:
    """What was there goes to a folder of its own first."""
    data_dir = settings().data_dir
    aside = data_dir / f"before-restore-{now():%Y%m%d-%H%M%S-%f}"
    old = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]
    old += [data_dir / name for name in (*KEYS, MEDIA) if (fresh / name).exists()]
    for path in old:
        if path.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            path.rename(aside / path.name)
    for name in (*KEYS, MEDIA, DATABASE):
        if (fresh / name).is_file():
            (fresh / name).chmod(0o600)
        if (fresh / name).exists():
            (fresh / name).rename(database if name == DATABASE else data_dir / name)
    if aside.exists():
        click.echo(f"what was there before lies in {aside}")
