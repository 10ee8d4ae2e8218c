"""Whether the database has the newest schema already: a look that saves the start a process and a second."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from qontak_line.config import ROOT

VERSIONS = ROOT / "qontak_line" / "migrations" / "versions"

_LOOK = "select version_num from alembic_version"

_ID = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*[\"'](\w+)[\"']", re.MULTILINE)


def is_newest(database_url: str, versions: Path = VERSIONS) -> bool:
    """True only when surely nothing is to be done; in any doubt, False."""
    path = database_url.removeprefix("sqlite:///")
    version = _version_of_file(Path(path)) if path != database_url else _version_at_server(database_url)
    return version == _head(versions) is not None


def _head(versions: Path) -> str | None:
    """The one migration that no other one follows."""
    found = [match.groups() for file in versions.glob("*.py") for match in _ID.finditer(file.read_text("utf-8"))]
    revisions = {name for kind, name in found if kind == "revision"}
    heads = revisions - {name for kind, name in found if kind == "down_revision"}
    return heads.pop() if len(heads) == 1 else None


def _version_of_file(path: Path) -> str | None:
    """What the file says of itself; None when it is missing, unreadable or says several things."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(_LOOK).fetchall()
    except sqlite3.Error:
        return None
    return str(rows[0][0]) if len(rows) == 1 else None


def _version_at_server(database_url: str) -> str | None:
    """The same of PostgreSQL; None also when it does not answer, of which more is said later."""
    import psycopg  # 8 MB that a launcher on SQLite has no use for

    try:
        with psycopg.connect(database_url.replace("+psycopg", "", 1), connect_timeout=5) as server:
            rows = server.execute(_LOOK).fetchall()
    except psycopg.Error:
        return None
    return str(rows[0][0]) if len(rows) == 1 else None
