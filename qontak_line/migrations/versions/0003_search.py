"""search: trigrams of messages and names

On SQLite the tables are made empty and filled in the background, a few hundred rows at a time; until then search looks
through the rows themselves. On PostgreSQL the indexes are built here (some 20 s for a million messages) while writers
of the two tables wait; who can not have that makes them before, CONCURRENTLY, under these names. The database's owner
may create the extension, which PostgreSQL trusts.

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

INDEXED = {'message': 'text', 'contact': 'name'}

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


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table, column in INDEXED.items():
            for statement in ON_SQLITE:
                op.execute(statement.format(table=table, column=column))
        return
    op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
    for table, column in INDEXED.items():
        op.create_index(
            f'ix_{table}_search',
            table,
            [column],
            postgresql_using='gin',
            postgresql_ops={column: 'gin_trgm_ops'},
            if_not_exists=True,
        )


def downgrade() -> None:
    for table in INDEXED:
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f'DROP TRIGGER {table}_search_forgets')
            op.execute(f'DROP TRIGGER {table}_search_rewrites')
            op.drop_table(f'{table}_search_erased')
            op.drop_table(f'{table}_search')
        else:
            op.drop_index(f'ix_{table}_search', table)
