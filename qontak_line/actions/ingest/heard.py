"""A customer was heard: the conversation moves up, counts as unread, and opens again when it was put away.

Counters and flags change by UPDATEs of their own, since agents change the same row at the same time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, exists, func, or_, select, update

from qontak_line.actions import tell
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat
from qontak_line.actions.ingest.line import write_line
from qontak_line.db import rows_changed
from qontak_line.models import Conversation, ConversationState, Direction, Message, User


def heard(arrival: Arrival, chat: Chat, message: Message) -> None:
    """A message came; one that was taken back already is not counted as unread."""
    _move_up(arrival, chat, message.id, message.said_at)
    if _reopen(arrival, chat):
        write_line(arrival, chat, message.said_at, "reopened_by_message")
    if not message.is_unsent:
        _change(arrival, chat, unread_count=Conversation.unread_count + 1)
    look(arrival, chat)


def unheard(arrival: Arrival, chat: Chat, message: Message) -> None:
    """The message was taken back: when nobody has read it yet, there is one less to read.

    Unread are always those that came last.
    """
    newer = select(func.count()).where(
        Message.conversation_id == chat.conversation_id,
        Message.id > message.id,
        Message.direction == Direction.INCOMING,
        Message.unsent_at.is_(None),
        Message.content["awaited"].as_boolean().is_not(True),
    )
    one_less = case(
        (Conversation.unread_count > newer.scalar_subquery(), Conversation.unread_count - 1),
        else_=Conversation.unread_count,
    )
    _change(arrival, chat, unread_count=one_less)


def look(arrival: Arrival, chat: Chat) -> None:
    """Tell the open pages."""
    tell.look(arrival.organization_id, f"conversation:{chat.conversation_id}")


def _move_up(arrival: Arrival, chat: Chat, message_id: int, at: datetime) -> None:
    arrival.session.execute(
        update(Conversation)
        .where(
            Conversation.id == chat.conversation_id,
            or_(Conversation.last_message_id.is_(None), Conversation.last_message_at <= at),
        )
        .values(last_message_id=message_id, last_message_at=at)
        .execution_options(synchronize_session=False)
    )


def _reopen(arrival: Arrival, chat: Chat) -> bool:
    """With its assignee, or unassigned when that user is gone."""
    is_active = exists().where(User.id == Conversation.assignee_id, User.deactivated_at.is_(None))
    done = rows_changed(
        arrival.session,
        update(Conversation)
        .where(Conversation.id == chat.conversation_id, Conversation.state != ConversationState.OPEN)
        .values(
            state=ConversationState.OPEN,
            snoozed_until=None,
            assignee_id=case((is_active, Conversation.assignee_id), else_=None),
        )
        .execution_options(synchronize_session=False),
    )
    return bool(done)


def _change(arrival: Arrival, chat: Chat, **values: object) -> None:
    arrival.session.execute(
        update(Conversation)
        .where(Conversation.id == chat.conversation_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
