"""INSERT … ON CONFLICT for the database at hand: the unique index decides, never a look beforehand."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qontak_line.db import Base, rows_changed


def insert(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that may be followed by `on_conflict_do_nothing()` or `on_conflict_do_update()`."""
    name = session.get_bind().dialect.name
    return postgresql.insert(model) if name == "postgresql" else sqlite.insert(model)


def insert_once(session: Session, model: type[Base], unique: list[str], **values: Any) -> bool:
    """Insert a row unless its `unique` columns are taken; whether it was inserted."""
    made = insert(session, model).values(**values).on_conflict_do_nothing(index_elements=unique)
    return bool(rows_changed(session, made))
