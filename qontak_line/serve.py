"""What a web server loads: the app, and the threads that do its work. The command line and tests never start those.

`bin/run` calls `start()`; another WSGI server may be pointed at `qontak_line.serve:start()` as a factory.
"""

from __future__ import annotations

import gc

from flask import Flask

from qontak_line import failpoints, logs
from qontak_line.actions.journal_writer import JournalWriter
from qontak_line.app import create_app
from qontak_line.config import Settings, load
from qontak_line.db import keep_one_alone
from qontak_line.jobs import Jobs
from qontak_line.live.broker import Broker
from qontak_line.web.auth import setup_code
from qontak_line.web.edge.overdue import Overdue


def start(settings: Settings | None = None) -> Flask:
    """The app with its journal, and with the workers and timers that it is to have. Raises `SettingError`."""
    settings = settings or load()
    logs.configure(settings)
    failpoints.arm()
    app = create_app(settings)
    with app.app_context():
        keep_one_alone()
    JournalWriter(app).start()
    overdue: Overdue = app.extensions["overdue"]
    overdue.start()
    jobs: Jobs = app.extensions["jobs"]
    jobs.start(settings.worker_concurrency)
    setup_code.announce(app)
    _spare_the_collector()
    return app


def _spare_the_collector() -> None:
    """What is loaded by now stays: looking through all of it again and again would each time stop every request."""
    gc.collect()
    gc.freeze()


def stop(app: Flask, within: float = 5.0) -> None:
    """End the open streams, and let running tasks end, for at most `within` seconds.

    Whatever is left then is found again after the next start.
    """
    broker: Broker = app.extensions["broker"]
    broker.end()
    jobs: Jobs = app.extensions["jobs"]
    jobs.stop(within)
    broker.flush()
