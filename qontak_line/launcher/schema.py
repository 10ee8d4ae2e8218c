"""Whether a SQLite file has the newest schema already: a look that saves the start a process and a second."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from qontak_line.config import ROOT

VERSIONS = ROOT / "qontak_line" / "migrations" / "versions"

_ID = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*[\"'](\w+)[\"']", re.MULTILINE)


def is_newest(database_url: str, versions: Path = VERSIONS) -> bool:
    """True only when surely nothing is to be done; for other databases, and in any doubt, False."""
    path = database_url.removeprefix("sqlite:///")
    return path != database_url and _version(Path(path)) == _head(versions) is not None


def _head(versions: Path) -> str | None:
    """The one migration that no other one follows."""
    found = [match.groups() for file in versions.glob("*.py") for match in _ID.finditer(file.read_text("utf-8"))]
    revisions = {name for kind, name in found if kind == "revision"}
    heads = revisions - {name for kind, name in found if kind == "down_revision"}
    return heads.pop() if len(heads) == 1 else None


def _version(path: Path) -> str | None:
    """What the file says of itself; None when it is missing, unreadable or says several things."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute("select version_num from alembic_version").fetchall()
    except sqlite3.Error:
        return None
    return str(rows[0][0]) if len(rows) == 1 else None
