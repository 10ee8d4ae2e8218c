"""Connections to PostgreSQL that never wait for ever, and never answer before what they wrote is safe.

The server ends what takes too long or waits too long for others' rows. A server that says nothing at all (stopped, or
behind a dead network) is given up by us: what that means for an open commit nobody knows, and it is told as an error.
Everything here is asked for with plain statements, so a pooler in session mode may stand in between.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from qontak_line import patience

CONNECT_S = 3.0
ANSWER_S = 35.0
"""A little longer than the server lets a statement take."""

_MINUTES_S = 600

_SETTINGS = {
    "statement_timeout": "30s",
    "lock_timeout": "1s",  # as SQLite's busy timeout
    # Who is stopped within a transaction must not keep its rows from everybody else; ours wait for nobody in between.
    "idle_in_transaction_session_timeout": "5s",
    "default_transaction_isolation": "read committed",
}

_SET = "SELECT " + ", ".join(f"set_config('{name}', '{value}', false)" for name, value in _SETTINGS.items())

_FLUSH = """SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"""
"""An answered webhook survives a power cut, whatever the server's default is. `remote_apply` is more, and stays."""

_ONLY_READS = "25006"

CONNECT_ARGS: dict[str, object] = {
    "application_name": "qontak_line",
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}


class Connection(psycopg.Connection[Any]):
    """Gives up when the server does not answer in time, and is closed then."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        seconds = patience.left(ANSWER_S) if timeout is None else timeout
        end = time.monotonic() + seconds
        try:
            return super().wait(gen, interval, seconds)
        except psycopg.OperationalError:
            if time.monotonic() < end:
                raise
            self.close()
            raise psycopg.OperationalError("the database did not answer in time") from None

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Generator[Any, Any, Self]:
        """psycopg waits for two seconds at least, which is all that LINE does."""
        end = time.monotonic() + patience.left(CONNECT_S)
        step = super()._connect_gen(conninfo)
        wanted = next(step)
        while True:
            ready = yield wanted
            if time.monotonic() > end:
                raise psycopg.OperationalError("the database did not take the connection in time")
            try:
                wanted = step.send(ready)
            except StopIteration as done:
                made: Self = done.value
                return made


def prepare(engine: Engine) -> None:
    """Make the connections of an engine ours."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "handle_error", _translate, retval=True)


@contextmanager
def unhurried(session: Session) -> Iterator[None]:
    """For what may take minutes, within a transaction; other databases have no such limits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL statement_timeout = '{_MINUTES_S}s'"))
    with patience.within(_MINUTES_S):
        yield


def engine_alone(engine: Engine) -> Engine:
    """To the same database, for statements that are transactions by themselves. A connection that was lost is an error
    once, which whoever asks for the same again does not meet.
    """
    made: Engine = create_engine(
        engine.url,
        pool_size=1,
        max_overflow=1,
        pool_timeout=1.0,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args=CONNECT_ARGS,
    )
    prepare(made)
    return made


def _connect(_dialect: Dialect, _record: object, args: list[Any], given: dict[str, Any]) -> Connection:
    return Connection.connect(*args, **given)


def _set_up(connection: Connection, _record: object) -> None:
    connection.autocommit = True
    connection.execute(_SET)
    connection.execute(_FLUSH)
    connection.autocommit = False


def _translate(context: ExceptionContext) -> DBAPIError | None:
    """A lost connection and a standby are OperationalErrors, whatever PostgreSQL calls them.

    Its details quote the row, and errors are logged: what customers write must not be.
    """
    original, shown = context.original_exception, context.sqlalchemy_exception
    if not isinstance(original, psycopg.Error) or not isinstance(shown, DBAPIError):
        return None
    if original.diag.message_primary is not None:
        original.args = (original.diag.message_primary,)
    is_away = context.is_disconnect or original.sqlstate == _ONLY_READS
    kind = OperationalError if is_away else type(shown)
    return kind(
        shown.statement, shown.params, original, hide_parameters=True, connection_invalidated=context.is_disconnect
    )
