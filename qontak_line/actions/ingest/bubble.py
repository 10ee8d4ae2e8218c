"""The row of a message, found by LINE's id. Events come in any order, so a row may stand before its message came."""

from __future__ import annotations

from datetime import datetime

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat
from qontak_line.models import Direction, Kind, Message

AWAITED = "awaited"
"""In `content` while only an edit or an unsend of the message is known."""


def take(arrival: Arrival, chat: Chat, external_id: str, at: datetime) -> Message:
    """The row of LINE's message, made when it is new, and then awaited."""
    key = (arrival.channel_id, external_id)
    row = arrival.known.message(key)
    if row is None:
        row = Message(
            organization_id=arrival.organization_id,
            channel_id=arrival.channel_id,
            conversation_id=chat.room.id,
            direction=Direction.INCOMING,
            kind=Kind.TEXT,
            external_id=external_id,
            text="",
            content={AWAITED: True},
            sender_id=chat.sender_id,
            said_at=at,
        )
        arrival.session.add(row)
        arrival.known.remember(key, row)
    return row


def is_awaited(row: Message) -> bool:
    return bool(row.content.get(AWAITED))


def is_of(row: Message, chat: Chat) -> bool:
    """Whether the row is something said in this chat: nobody takes back or edits elsewhere, nor what we said."""
    return row.conversation_id == chat.room.id and row.direction is Direction.INCOMING
