"""Two transactions at the same time, on PostgreSQL: the second begins when the first has done its work, uncommitted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from flask import Flask
from sqlalchemy import Connection, event, text

from qontak_line.db import db, transaction

Act = Callable[[], object]

_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def overlap(app: Flask, first: Act, second: Act, *, opens_its_own: bool = False) -> tuple[object, object]:
    """What each gave, or the exception that it raised. `opens_its_own`: the second opens its transactions itself."""
    is_done, may_commit = threading.Event(), threading.Event()

    def run_first() -> object:
        with app.app_context(), transaction():
            result = first()
            db.session.flush()
            is_done.set()
            may_commit.wait(10)
        return result

    def run_second() -> object:
        with app.app_context():
            if opens_its_own:
                return second()
            with transaction():
                return second()

    with app.app_context():
        event.listen(db.engine, "begin", _wait_longer)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run_first)
        is_done.wait(10)
        other = pool.submit(run_second)
        _wait_until_it_waits(app, other)
        may_commit.set()
        return _outcome(one), _outcome(other)


def _wait_longer(connection: Connection) -> None:
    """A busy machine may need more than our seconds to let the first one commit."""
    for patience in ("lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {patience} = '20s'")


def _wait_until_it_waits(app: Flask, other: Future[object]) -> None:
    """For a lock of the first, or is through without needing one."""
    with app.app_context(), db.engine.connect() as connection:
        while not other.done() and not connection.execute(text(_WAITS)).scalar_one():
            time.sleep(0.01)


def _outcome(future: Future[object]) -> object:
    return future.exception() or future.result()
