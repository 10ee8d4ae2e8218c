"""Brings the database to the newest schema, in a child process: `python -m qontak_line.launcher.migration`.

The launcher calls `migrate()` once, before it serves, while it holds the data directory.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from qontak_line.launcher.child import tethered
from qontak_line.launcher.refusal import Refusal
from qontak_line.launcher.schema import is_newest


def migrate(environ: Mapping[str, str]) -> None:
    """Raises `Refusal` when it did not work; the reasons stand above it on the terminal."""
    if is_newest(environ["DATABASE_URL"]):
        return
    command = tethered("qontak_line.launcher.migration")
    if subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise Refusal("DATABASE_URL: the database could not be brought to the newest schema (see above)")


def main() -> None:
    from flask_migrate import upgrade

    from qontak_line import logs
    from qontak_line.app import create_app
    from qontak_line.config import load

    settings = load()
    logs.configure(settings)
    with create_app(settings).app_context():
        upgrade()


if __name__ == "__main__":
    main()
