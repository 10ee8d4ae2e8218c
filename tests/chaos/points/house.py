"""An installation whose processes die: its database, its files, and LINE beside it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from qontak_line.config import Settings
from qontak_line.db import db
from qontak_line.launcher.environ import as_environ
from tests.chaos.points.forks import Forks
from tests.chaos.points.line import Line
from tests.factories import Cast


class House:
    """`app` is the judge's: on the same database, and never running while a child is."""

    def __init__(self, app: Flask, settings: Settings, cast: Cast, line: Line, forks: Forks) -> None:
        self.app, self.settings, self.cast, self.line = app, settings, cast, line
        self._forks = forks
        self._folder = settings.data_dir / "runs"
        self._folder.mkdir()

    @property
    def said(self) -> str:
        """What the children wrote to their terminal."""
        return "".join(path.read_text() for path in self._folder.glob("output"))

    @property
    def spent(self) -> list[str]:
        path = self._folder / "spent"
        return path.read_text().splitlines() if path.exists() else []

    def dies(self, act: str, point: str, nth: int = 1, **given: Any) -> None:
        """A process is killed at the nth time that it comes by."""
        told = f"{point}:{nth}:kill"
        assert self.ended(self.begin(act, told, **given)) == -signal.SIGKILL, f"{point} not reached: {self.said}"
        assert told in self.spent

    def lives(self, act: str, **given: Any) -> Any:
        """A process does it to the end; gives what it found."""
        assert self.ended(self.begin(act, **given)) == 0, self.said
        return json.loads((self._folder / "result").read_text())

    def begin(self, act: str, fail: str = "", **given: Any) -> int:
        """Gives the process id."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        environ = as_environ(self.settings)
        if fail:
            environ |= {"QL_TEST": "1", "QL_FAIL": fail, "QL_FAIL_SPENT": str(self._folder / "spent")}
        output, result = str(self._folder / "output"), str(self._folder / "result")
        return self._forks.start(act=act, given=given, environ=environ, output=output, result=result)

    def ended(self, pid: int) -> int:
        return self._forks.wait(pid)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """The judge's look at the database, from a fresh snapshot."""
        with self.app.app_context():
            db.session.rollback()
            yield
            db.session.remove()

    def files(self) -> list[Path]:
        """What lies in the media folder, half-written files included."""
        return [path for path in (self.settings.data_dir / "media").rglob("*") if path.is_file()]

    def holding(self, secret: str) -> list[str]:
        """The database's files that hold these bytes."""
        found = self.settings.data_dir.glob("qontak_line.sqlite3*")
        return [path.name for path in found if secret.encode() in path.read_bytes()]
