"""What `bin/worker` is: workers, senders and timers in a process of their own, beside any number of others.

They meet in PostgreSQL, which holds what is to be done, and in Redis, which says so sooner.
"""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from flask import Flask

from qontak_line import failpoints, logs
from qontak_line.app import create_app
from qontak_line.config import SettingError, Settings
from qontak_line.jobs import Jobs
from qontak_line.live.broker import Broker

STOP_WITHIN = 6.0
"""Seconds for running tasks to end; what is cut off is found again by the others, or after the next start."""

LOOK_EVERY_S = 1.0

log = logging.getLogger(__name__)


def check(settings: Settings) -> None:
    """Raises `SettingError` where workers of their own have no place."""
    if settings.is_sqlite:
        raise SettingError("DATABASE_URL", "bin/worker needs postgresql://…; with SQLite the workers live in bin/run")
    if not settings.redis_url:
        raise SettingError("REDIS_URL", "bin/worker needs redis://…, by which web processes tell it what came")
    if settings.worker_concurrency == 0:
        raise SettingError("WORKER_CONCURRENCY", "bin/worker needs at least 1 thread")


def run(settings: Settings) -> bool:
    """Work until SIGTERM or SIGINT: True; or until a thread has died: False. Belongs into the main thread."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    app = start(settings)
    log.info("working with %d threads", settings.worker_concurrency)
    jobs: Jobs = app.extensions["jobs"]
    while jobs.is_whole and not told.wait(LOOK_EVERY_S):
        pass
    if not told.is_set():
        log.error("a thread of this worker has died; ending, so that somebody starts it anew")
    stop(app)
    return told.is_set()


def start(settings: Settings) -> Flask:
    logs.configure(settings)
    failpoints.arm()
    app = create_app(settings)
    jobs: Jobs = app.extensions["jobs"]
    jobs.start(settings.worker_concurrency)
    return app


def stop(app: Flask, within: float = STOP_WITHIN) -> None:
    """Let running tasks end, then bring their last looks."""
    jobs: Jobs = app.extensions["jobs"]
    jobs.stop(within)
    broker: Broker = app.extensions["broker"]
    broker.flush()
