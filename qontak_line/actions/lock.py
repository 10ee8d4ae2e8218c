"""Keep a row from others until the commit. (SQLite lets one write at a time, so there it is so anyway.)

Who locks several takes them in this order: users, conversations, channels, pauses, deliveries. Where that can not be,
PostgreSQL ends one of the two, and it is tried again.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from qontak_line.db import Base, db

Row = TypeVar("Row", bound=Base)


def lock(row: Base) -> None:
    """Read it anew, when its turn has come."""
    db.session.refresh(row, with_for_update=_only(type(row)))


def lock_if_there(session: Session, model: type[Row], number: int) -> Row | None:
    """The row with that primary key as it is now, locked; None when there is none."""
    return session.get(model, number, populate_existing=True, with_for_update=_only(model))


def _only(model: type[Base]) -> dict[str, Any]:
    """That table's row, not those that are loaded with it; and rows that point at it may be written meanwhile."""
    return {"of": model, "key_share": True}
