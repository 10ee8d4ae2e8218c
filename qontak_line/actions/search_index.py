"""Keep SQLite's search indexes: add what has settled, and make what was taken back leave the file.

A row is added a day after it came, or when many newer ones are there: LINE lets a message be taken back for a day, and
what is in no index must not leave one. Until then search looks through the row itself (`queries/search`).
"""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from qontak_line.db import db, now, transaction
from qontak_line.jobs import every
from qontak_line.models.search_index import OF_CONTACTS, OF_MESSAGES, SearchIndex

SETTLED_AFTER = timedelta(hours=25)
UNSETTLED_MOST = 20_000
"""So many newest rows are looked through at most."""
AT_ONCE = 500
"""Rows of one transaction: some milliseconds, since others want to write meanwhile."""
_PAUSE_S = 0.02
_PAGES_AT_ONCE = 200
_ANY = 2
"""Rows that a merge changes when it has something to do. Source: SQLite's FTS5 reference, "The merge command"."""


@every(60)
def index_settled() -> None:
    """All that has settled since the last time."""
    if db.engine.dialect.name != "sqlite":
        return
    for index in (OF_MESSAGES, OF_CONTACTS):
        while _add_some(index):
            time.sleep(_PAUSE_S)
        _overwrite_erased(index)
    db.session.rollback()


def _add_some(index: SearchIndex) -> bool:
    """The next rows in one transaction; whether there were any."""
    model = index.model
    done = db.session.scalar(select(func.max(index.rows.c.id))) or 0
    newest = db.session.scalar(select(func.max(model.id))) or 0
    rows = db.session.execute(
        select(model.id, model.created_at).where(model.id > done).order_by(model.id).limit(AT_ONCE)
    ).all()
    settled = [row for row, at in rows if row <= newest - UNSETTLED_MOST or at < now() - SETTLED_AFTER]
    if not settled:
        return False
    column = getattr(model, index.column)
    some = select(model.id, column).where(model.id > done, model.id <= settled[-1])
    with transaction() as session:
        session.execute(index.grams.insert().from_select(["rowid", index.column], some))
    return True


def _overwrite_erased(index: SearchIndex) -> None:
    """FTS5 only notes that a row has gone, until its parts are merged into one; SQLite overwrites what that frees."""
    while db.session.scalar(select(index.erased.c.id).limit(1)) is not None:
        with transaction() as session:
            before = _changes(session)
            session.execute(index.grams.insert().values({index.name: "merge", "rank": -_PAGES_AT_ONCE}))
            if _changes(session) - before < _ANY:
                session.execute(delete(index.erased))
        time.sleep(_PAUSE_S)


def _changes(session: Session) -> int:
    return session.scalar(select(func.total_changes())) or 0
