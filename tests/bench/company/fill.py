"""Write very many rows of one table: COPY on PostgreSQL, a careless connection on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Engine, Table, text

from qontak_line.db import Base

Row = Sequence[Any]

AT_ONCE = 20_000
"""Rows of one COPY, whose foreign keys are looked up at its end: no statement may take long."""


def fill(engine: Engine, model: type[Base], rows: Iterable[Row]) -> None:
    """`rows`: the Python values of all the model's columns, in their order. Nobody else may be writing."""
    table = model.__table__
    assert isinstance(table, Table)
    write = _sqlite if engine.dialect.name == "sqlite" else _postgres
    write(engine, table, _bound(engine, table, rows))


def _bound(engine: Engine, table: Table, rows: Iterable[Row]) -> Iterable[Row]:
    """As the driver wants them."""
    binds = [column.type.dialect_impl(engine.dialect).bind_processor(engine.dialect) for column in table.columns]
    wanted = [(place, bind) for place, bind in enumerate(binds) if bind is not None]
    for row in rows:
        values = list(row)
        for place, bind in wanted:
            values[place] = bind(values[place])
        yield values


def _sqlite(engine: Engine, table: Table, rows: Iterable[Row]) -> None:
    pool = engine.raw_connection()
    try:
        cursor = pool.cursor()
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-500000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", cast(Any, rows))  # noqa: S608 - names of our own
        cursor.execute("COMMIT")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        pool.invalidate()  # its pragmas are not those of the others


def _postgres(engine: Engine, table: Table, rows: Iterable[Row]) -> None:
    pool = engine.raw_connection()
    names = ", ".join(column.name for column in table.columns)
    left = iter(rows)
    try:
        driver: Any = pool.driver_connection
        while some := list(islice(left, AT_ONCE)):
            with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in some:
                    copy.write_row(row)
            pool.commit()
    finally:
        pool.close()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        if "id" in table.columns:
            counter = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(text(f"SELECT setval({counter}, (SELECT max(id) FROM {table.name}))"))  # noqa: S608
        connection.execute(text(f"VACUUM ANALYZE {table.name}"))
        connection.invalidate()  # its time limit is not that of the others
