"""A customer was heard: the conversation moves up, counts as unread, and opens again when it was put away.

Its row is locked meanwhile, since agents change it at the same time.
"""

from __future__ import annotations

from sqlalchemy import case, exists, func, select, update

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat
from qontak_line.actions.ingest.line import write_line
from qontak_line.models import Conversation, ConversationState, Direction, Message, User


def heard(arrival: Arrival, chat: Chat, message: Message) -> None:
    """A message came; one that was taken back already is not counted as unread."""
    if _is_last(arrival, chat, message):
        chat.room.move_up(message)
    if not chat.room.is_open:
        _reopen(arrival, chat)
        write_line(arrival, chat, message.said_at, "reopened_by_message")
    if not message.is_unsent:
        chat.room.count(1)
    look(arrival, chat)


def unheard(arrival: Arrival, chat: Chat, message: Message) -> None:
    """The message was taken back: when nobody has read it yet, there is one less to read.

    Unread are always those that came last.
    """
    arrival.session.flush()
    newer = select(func.count()).where(
        Message.conversation_id == chat.room.id,
        Message.id > message.id,
        Message.direction == Direction.INCOMING,
        Message.unsent_at.is_(None),
        Message.content["awaited"].as_boolean().is_not(True),
    )
    if chat.room.unread_count > arrival.session.scalars(newer).one():
        chat.room.count(-1)


def look(arrival: Arrival, chat: Chat) -> None:
    """Tell the open pages."""
    arrival.known.look(arrival.organization_id, chat.room.id)


def _is_last(arrival: Arrival, chat: Chat, message: Message) -> bool:
    """Of two that were said in the same moment, the one with LINE's higher id, whichever came first."""
    room = chat.room
    if room.is_silent or room.last_message_at != message.said_at:
        return room.is_silent or room.last_message_at < message.said_at
    last = room.newest or arrival.session.get(Message, room.last_message_id)
    return last is None or (last.external_id or "") <= (message.external_id or "")


def _reopen(arrival: Arrival, chat: Chat) -> None:
    """With its assignee, or unassigned when that user is gone."""
    is_active = exists().where(User.id == Conversation.assignee_id, User.deactivated_at.is_(None))
    arrival.session.execute(
        update(Conversation)
        .where(Conversation.id == chat.room.id)
        .values(
            state=ConversationState.OPEN,
            snoozed_until=None,
            assignee_id=case((is_active, Conversation.assignee_id), else_=None),
        )
        .execution_options(synchronize_session=False)
    )
    chat.room.is_open = True
