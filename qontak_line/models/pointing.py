"""Indexes for the database's own question, asked for each row that is deleted: who points at it?"""

from __future__ import annotations

from sqlalchemy import Index, text


def pointing(name: str, column: str) -> Index:
    """Of those rows that point at any. Without it the whole table would be read for each row that goes."""
    some = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=some, postgresql_where=some)
