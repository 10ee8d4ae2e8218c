"""The database: SQLAlchemy with our own base, times in UTC, and the one way to write, `transaction()`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Dialect, Engine, Enum, Executable, MetaData, TypeDecorator
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from qontak_line import postgresql, sqlite
from qontak_line.sqlite import BUSY_TIMEOUT_MS
from qontak_line.write_turn import WriteTurn, in_turn

log = logging.getLogger(__name__)

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. Python side: always aware, in UTC; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=_NAMES), type_annotation_map={datetime: UtcDateTime})


class Database(SQLAlchemy):
    def _teardown_session(self, exc: BaseException | None) -> None:
        """Called when a request or task is over: what its connection still meets is nobody's failure any more.

        The session goes in any case. It is kept by its context's place in memory, which the next one may get.
        """
        try:
            super()._teardown_session(exc)
        except DBAPIError as problem:
            log.warning("connection lost at the end: %s", type(problem).__name__)
            self.session.registry.clear()


db = Database(model_class=Base, session_options={"expire_on_commit": False})


def words(kind: type[StrEnum]) -> Enum:
    """A column type for one word of a fixed list, kept as that word so that a row can be read by eye."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda k: [w.value for w in k],
    )


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def transaction() -> Iterator[Session]:
    """Write: everything in the block, or nothing. Then what `on_commit()` gathered is run.

    Opened by views, jobs, the command line and the step machines, never by verbs, and never inside another one. Raises
    OperationalError when others write to SQLite for longer than `BUSY_TIMEOUT_MS`.
    """
    session: Session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction is open already")
    session.rollback()  # ends the read snapshot, so that BEGIN IMMEDIATE sees the newest state
    session.info["writing"] = True
    afterwards: list[Callable[[], None]] = []
    session.info["on_commit"] = afterwards
    try:
        with in_turn(current_app.extensions.get("write_turn"), BUSY_TIMEOUT_MS / 1000, ahead=False):
            try:
                session.connection(execution_options={"writes": True})
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        session.info.pop("writing", None)
        session.info.pop("on_commit", None)
    for act in afterwards:
        _surely(act)


def _surely(act: Callable[[], None]) -> None:
    """What is committed can not be undone, so whoever committed it is not told of an error that came after it."""
    try:
        act()
    except Exception:
        log.exception("after a commit")


@contextmanager
def statement_alone() -> Iterator[Connection]:
    """A connection on which a statement is a transaction by itself, for the one thread that LINE waits for.

    BEGIN and COMMIT are calls of their own to the driver, and after each of them a thread waits for its turn with the
    interpreter: under load that takes longer than the writing. On SQLite it goes before those who wait in
    `transaction()`.
    """
    turn = current_app.extensions.get("write_turn")
    alone: dict[str, Any] = {"alone": True} if turn is not None else {"isolation_level": "AUTOCOMMIT"}
    engine: Engine = current_app.extensions.get("engine_alone") or db.engine
    with in_turn(turn, BUSY_TIMEOUT_MS / 1000, ahead=True), engine.connect() as connection:
        yield connection.execution_options(**alone)


def keep_one_alone() -> None:
    """Of the current app: on PostgreSQL, `statement_alone()` gets a connection beside the pool.

    Pages can not use it up then, and it is neither looked at before a statement nor tidied afterwards.
    """
    if db.engine.dialect.name == "postgresql":
        current_app.extensions["engine_alone"] = postgresql.engine_alone(db.engine)


def on_commit(act: Callable[[], None]) -> None:
    """Run `act` once the open transaction has been committed; forget it when it is rolled back."""
    afterwards = db.session().info.get("on_commit")
    if afterwards is None:
        raise RuntimeError("no transaction is open")
    afterwards.append(act)


def rows_changed(session: Session, statement: Executable) -> int:
    """Run an INSERT, UPDATE or DELETE, and tell how many rows it touched: what a conditional one decides by."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def prepare_engine(engine: Engine) -> None:
    """Of the current app: its pragmas for every connection of a SQLite engine, its turn for those who write."""
    if engine.dialect.name != "sqlite":
        postgresql.prepare(engine)
        return
    current_app.extensions["write_turn"] = WriteTurn(engine.url.database)
    sqlite.prepare(engine)
