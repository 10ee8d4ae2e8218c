"""Seal every secret anew with the first key, so that older keys can be taken away.

Works on the raw columns and changes a row only where it still holds what was read: a token replaced meanwhile stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Column, Table, select, update

from qontak_line.crypto import Sealer, Unreadable
from qontak_line.db import Base, transaction

_AT_ONCE = 200


@dataclass
class Outcome:
    resealed: int = 0
    unreadable: int = 0
    """Sealed with a key that is no longer given: they have to be entered again."""


def reseal_all() -> Outcome:
    """Opens a transaction for every few rows."""
    sealer: Sealer = current_app.extensions["sealer"]
    outcome = Outcome()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_sealed"):
                _reseal_column(sealer, table, column, outcome)
    return outcome


def _reseal_column(sealer: Sealer, table: Table, column: Column[str], outcome: Outcome) -> None:
    last = 0
    while True:
        with transaction() as session:
            rows = session.execute(
                select(table.c.id, column)
                .where(table.c.id > last, column.is_not(None))
                .order_by(table.c.id)
                .limit(_AT_ONCE)
            ).all()
            for number, sealed in rows:
                try:
                    fresh = sealer.reseal(sealed)
                except Unreadable:
                    outcome.unreadable += 1
                    continue
                same = update(table).where(table.c.id == number, column == sealed)
                session.execute(same.values({column.name: fresh}))
                outcome.resealed += 1
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1][0]
