"""indexes for the list

A tab, an assignee, a channel or the unread ones alone: each is one range of an index in the list's order, however many
conversations there are. The three that go are beginnings of the new ones.

On PostgreSQL each is built in the transaction, while writers of this table wait: 0.2 s for 100,000 conversations. A
program of the version before runs on either schema.

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

NEWEST = ['state', 'last_message_at', 'id']

PARTIAL = {
    'ix_conversation_unassigned': ('assignee_id IS NULL', ['organization_id', *NEWEST, 'assignee_id']),
    'ix_conversation_assigned': ('assignee_id IS NOT NULL', ['organization_id', *NEWEST, 'assignee_id']),
    'ix_conversation_of_assignee': ('assignee_id IS NOT NULL', ['organization_id', 'assignee_id', *NEWEST]),
    'ix_conversation_unread': (
        'unread_count > 0',
        ['organization_id', *NEWEST, 'assignee_id', 'channel_id', 'unread_count'],
    ),
}


def upgrade() -> None:
    for name, (where, columns) in PARTIAL.items():
        op.create_index(name, 'conversation', columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index(
        'ix_conversation_of_channel', 'conversation', ['channel_id', 'organization_id', *NEWEST, 'assignee_id']
    )
    op.drop_index('ix_conversation_list', 'conversation')
    op.drop_index('ix_conversation_assignee', 'conversation')
    op.drop_index('ix_conversation_channel_id', 'conversation')


def downgrade() -> None:
    op.create_index('ix_conversation_list', 'conversation', ['organization_id', *NEWEST])
    op.create_index(
        'ix_conversation_assignee', 'conversation', ['organization_id', 'assignee_id', 'state', 'last_message_at']
    )
    op.create_index('ix_conversation_channel_id', 'conversation', ['channel_id'])
    op.drop_index('ix_conversation_of_channel', 'conversation')
    for name in PARTIAL:
        op.drop_index(name, 'conversation')
