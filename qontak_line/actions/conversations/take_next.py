"""Get new chat: the conversation that has waited longest for somebody."""

from __future__ import annotations

from sqlalchemy import Select, select, update

from qontak_line.actions.conversations.assign import note_given
from qontak_line.actions.lock import lock
from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Conversation, ConversationState, User


def take_next(by: User) -> Conversation | None:
    """Make the oldest unassigned open conversation mine; None when nobody waits. Two who ask at once get two."""
    lock(by)
    if not by.is_active:
        return None
    taken = db.session.scalar(
        update(Conversation)
        .where(Conversation.id == _oldest(by).scalar_subquery(), Conversation.assignee_id.is_(None))
        .values(assignee_id=by.id)
        .execution_options(synchronize_session=False)
        .returning(Conversation.id)
    )
    if taken is None:
        return None
    conversation = db.session.get_one(Conversation, taken, populate_existing=True)
    note_given(conversation, None, by, by)
    return conversation


def _oldest(by: User) -> Select[int]:
    """Those of disconnected channels can not be answered, so nobody is sent to them."""
    return (
        select(Conversation.id)
        .join(Channel, Channel.id == Conversation.channel_id)
        .where(
            Conversation.organization_id == by.organization_id,
            Conversation.state == ConversationState.OPEN,
            Conversation.assignee_id.is_(None),
            Channel.state != ChannelState.DISCONNECTED,
        )
        .order_by(Conversation.last_message_at, Conversation.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Conversation)
    )
