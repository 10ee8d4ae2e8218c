"""Brings the database to the newest schema, in a child process: `python -m qontak_line.launcher.migration`.

The launcher calls `migrate()` once, before it serves, while it holds the data directory.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from qontak_line.launcher.child import tethered
from qontak_line.launcher.refusal import Refusal
from qontak_line.launcher.schema import is_newest

_NO_ANSWER = 3
"""The child's exit status when it could not even connect."""


def migrate(environ: Mapping[str, str]) -> None:
    """Raises `Refusal` when it did not work; the reasons of a failed migration stand above it on the terminal."""
    if is_newest(environ["DATABASE_URL"]):
        return
    command = tethered("qontak_line.launcher.migration")
    status = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False).returncode
    if status == _NO_ANSWER:
        raise Refusal("DATABASE_URL: no connection to the database; is it running, and are name and password right?")
    if status != 0:
        raise Refusal("DATABASE_URL: the database could not be brought to the newest schema (see above)")


def main() -> None:
    from flask_migrate import upgrade
    from sqlalchemy.exc import OperationalError

    from qontak_line import failpoints, logs
    from qontak_line.app import create_app
    from qontak_line.config import load
    from qontak_line.db import db

    settings = load()
    logs.configure(settings)
    failpoints.arm()
    with create_app(settings).app_context():
        try:
            db.engine.connect().close()
        except OperationalError:
            sys.exit(_NO_ANSWER)
        upgrade()


if __name__ == "__main__":
    main()
