"""For each row that goes, the database looks who points at it: it must not read whole tables for that."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, Table, UniqueConstraint

from qontak_line.db import Base

STAY = {"organization", "app_user", "channel"}
"""Rows of these are never deleted."""

FEW = {"channel"}
"""Tables that are small enough to be read."""

POINTING = [
    key
    for table in Base.metadata.sorted_tables
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    if key.column.table.name not in STAY and table.name not in FEW
]


def first_columns(table: Table) -> set[Column[object]]:
    """Those that an index begins with."""
    keys = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    of_indexes = {index.expressions[0] for index in table.indexes}
    return {next(iter(key.columns)) for key in keys} | {one for one in of_indexes if isinstance(one, Column)}


@pytest.mark.parametrize("key", POINTING, ids=lambda key: str(key.parent))
def test_what_points_at_rows_that_go_is_indexed(key: ForeignKey) -> None:
    assert key.parent in first_columns(key.parent.table)
