"""What search looks in, beside the tables: trigrams of what was said, and of names.

On SQLite two FTS5 tables that keep no words, only which trigrams a row has; the words stay where they are (`content=`).
New rows are added later by `actions/search_index`, so that receiving a message costs nothing more; triggers take out
what changes or goes. On PostgreSQL two indexes, which need nobody.

SQLite drops a table's triggers with it: a migration that copies `message` or `contact` makes them anew.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import DDL, Column, Index, Integer, MetaData, Table, event
from sqlalchemy.schema import ExecutableDDLElement

from qontak_line.models.contact import Contact
from qontak_line.models.message import Message

ON_SQLITE = (
    """CREATE VIRTUAL TABLE {table}_search
    USING fts5({column}, content='{table}', content_rowid='id', tokenize='trigram', detail='none')""",
    "CREATE TABLE {table}_search_erased (id INTEGER PRIMARY KEY)",
    """CREATE TRIGGER {table}_search_forgets AFTER DELETE ON {table}
    WHEN EXISTS (SELECT 1 FROM {table}_search_docsize WHERE id = old.id)
BEGIN
    INSERT INTO {table}_search({table}_search, rowid, {column}) VALUES ('delete', old.id, old.{column});
    INSERT OR IGNORE INTO {table}_search_erased VALUES (old.id);
END""",
    """CREATE TRIGGER {table}_search_rewrites AFTER UPDATE OF {column} ON {table}
    WHEN old.{column} IS NOT new.{column} AND EXISTS (SELECT 1 FROM {table}_search_docsize WHERE id = old.id)
BEGIN
    INSERT INTO {table}_search({table}_search, rowid, {column}) VALUES ('delete', old.id, old.{column});
    INSERT INTO {table}_search(rowid, {column}) VALUES (new.id, new.{column});
    INSERT OR IGNORE INTO {table}_search_erased VALUES (old.id);
END""",
)
"""The index of one table. `_docsize` is FTS5's own list of the rows that are in it."""

BESIDE = ("message_search", "contact_search", "ix_message_search", "ix_contact_search")
"""What a comparison of models and database must pass by: how the names of all this begin."""

_beside = MetaData()


class SearchIndex:
    """One of the two on SQLite: FTS5's table, its list of rows, and ours of those that left it."""

    def __init__(self, model: type[Message] | type[Contact], column: str) -> None:
        self.model = model
        self.name, self.column = f"{model.__tablename__}_search", column
        # The column of the table's own name is FTS5's: MATCH is asked of it, and commands are written into it.
        self.grams = Table(self.name, _beside, *(Column(name) for name in ("rowid", "rank", column, self.name)))
        self.rows = Table(f"{self.name}_docsize", _beside, Column("id", Integer))
        self.erased = Table(f"{self.name}_erased", _beside, Column("id", Integer))


OF_MESSAGES = SearchIndex(Message, "text")
OF_CONTACTS = SearchIndex(Contact, "name")


def _beside_table(index: SearchIndex) -> None:
    """Make it together with its table, by `create_all`; migrations say it in their own words."""
    table = cast(Table, index.model.__table__)
    for statement in ON_SQLITE:
        _add(table, "after_create", statement.format(table=table.name, column=index.column), "sqlite")
    _add(table, "before_create", "CREATE EXTENSION IF NOT EXISTS pg_trgm", "postgresql")
    Index(
        f"ix_{index.name}",
        table.c[index.column],
        postgresql_using="gin",
        postgresql_ops={index.column: "gin_trgm_ops"},
    ).ddl_if(dialect="postgresql")


def _add(table: Table, moment: str, statement: str, dialect: str) -> None:
    made: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, moment, made.execute_if(dialect=dialect))


for _index in (OF_MESSAGES, OF_CONTACTS):
    _beside_table(_index)
