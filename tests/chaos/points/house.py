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


class Runs:
    """Processes of one installation. `app` is the judge's, on the same database; its threads never run."""

    def __init__(self, app: Flask, settings: Settings, forks: Forks) -> None:
        self.app, self.settings = app, settings
        self._forks = forks
        self._folder = settings.data_dir / "runs"
        self._folder.mkdir()
        self._count = 0

    @property
    def said(self) -> str:
        """What the children wrote to their terminal."""
        return (self._folder / "output").read_text()

    def dies(self, act: str, point: str, nth: int = 1, **given: Any) -> None:
        """A process is killed at the nth time that it comes by."""
        pid = self.begin(act, f"{point}:{nth}:kill", **given)
        assert self.ended(pid) == -signal.SIGKILL, f"{point} not reached: {self.said}"
        assert (self._folder / f"spent-{self._count}").read_text() == f"{point}:{nth}:kill\n"

    def lives(self, act: str, **given: Any) -> Any:
        """A process does it to the end; gives what it found."""
        assert self.ended(self.begin(act, **given)) == 0, self.said
        return json.loads((self._folder / "result").read_text())

    def begin(self, act: str, fail: str = "", **given: Any) -> int:
        """Gives the process id."""
        self._count += 1
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        environ = as_environ(self.settings)
        if fail:
            environ |= {"QL_TEST": "1", "QL_FAIL": fail, "QL_FAIL_SPENT": str(self._folder / f"spent-{self._count}")}
        output, result = str(self._folder / "output"), str(self._folder / "result")
        return self._forks.start(act=act, given=given, environ=environ, output=output, result=result)

    def ended(self, pid: int) -> int:
        """How it ended: its exit status, or minus the signal."""
        return self._forks.wait(pid)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """The judge's look at the database, from a fresh snapshot."""
        with self.app.app_context():
            db.session.rollback()
            yield
            db.session.remove()


class House(Runs):
    """The same with the cast in its database, and an account at LINE."""

    def __init__(self, app: Flask, settings: Settings, cast: Cast, line: Line, forks: Forks) -> None:
        super().__init__(app, settings, forks)
        self.cast, self.line = cast, line

    def files(self) -> list[Path]:
        """What lies in the media folder, half-written files included."""
        return [path for path in (self.settings.data_dir / "media").rglob("*") if path.is_file()]

    def holding(self, secret: str) -> list[str]:
        """The database's files that hold these bytes."""
        found = self.settings.data_dir.glob("qontak_line.sqlite3*")
        return [path.name for path in found if secret.encode() in path.read_bytes()]
