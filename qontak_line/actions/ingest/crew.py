"""The threads that work on events, in a process that has workers: incoming messages wait for no other task.

Other tasks call LINE, and may hang there; these only wait for the database. On SQLite it is one thread, since only one
can write.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask, current_app

from qontak_line.db import db
from qontak_line.jobs import Jobs

THREADS = 2

log = logging.getLogger(__name__)

_making = threading.Lock()


def wake(act: Callable[[], bool]) -> bool:
    """Run `act` on the crew's threads until it says that nothing is left. False when this process has no workers."""
    jobs: Jobs = current_app.extensions["jobs"]
    if not jobs.is_running:
        return False
    with _making:
        crew = current_app.extensions.get("ingest_crew")
        if crew is None or crew.is_over:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            crew = Crew(app, act, 1 if db.engine.dialect.name == "sqlite" else THREADS)
            current_app.extensions["ingest_crew"] = crew
            jobs.at_stop.append(crew.stop)
    crew.wake()
    return True


class Crew:
    """Threads that sleep until they are woken."""

    def __init__(self, app: Flask, act: Callable[[], bool], threads: int) -> None:
        self._app = app
        self._act = act
        self._calls = [threading.Event() for _ in range(threads)]
        self.is_over = False
        self._threads = [
            threading.Thread(target=self._run, args=(call,), name="ingest", daemon=True) for call in self._calls
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Whoever is at work looks once more afterwards."""
        for call in self._calls:
            call.set()

    def stop(self, within: float) -> None:
        """Begin no other batch, and let those that run end, for at most `within` seconds."""
        self.is_over = True
        self.wake()
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, call: threading.Event) -> None:
        while call.wait() and not self.is_over:
            call.clear()
            while not self.is_over and not self._acted():
                pass

    def _acted(self) -> bool:
        """Whether nothing is left; whatever goes wrong, the next call finds the thread alive."""
        try:
            with self._app.app_context():
                return self._act()
        except Exception:
            log.exception("ingest failed")
            return True
