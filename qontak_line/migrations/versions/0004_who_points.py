"""indexes for what points at rows that go

Old reply tokens go every day, and contacts and pictures when a channel's conversations are erased. For each of them the
database looks who points at it: without an index it read the whole table each time, while nobody else could write.

On PostgreSQL each is built in the transaction, while writers of its table wait: about a second for a million messages.
A program of the version before runs on either schema.

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

POINTING = {
    'ix_delivery_reply_token': ('delivery', 'reply_token_id'),
    'ix_message_sender': ('message', 'sender_id'),
    'ix_contact_picture': ('contact', 'picture_id'),
    'ix_contact_met_in': ('contact', 'met_in_id'),
}


def upgrade() -> None:
    for name, (table, column) in POINTING.items():
        where = sa.text(f'{column} IS NOT NULL')
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, _) in POINTING.items():
        op.drop_index(name, table)
