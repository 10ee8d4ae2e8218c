"""Writes one system line of a room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat
from qontak_line.models import Direction, Kind, Message


def write_line(arrival: Arrival, chat: Chat, at: datetime, activity: str, **particulars: Any) -> None:
    """`activity` is a tag; sentences are made when it is read."""
    arrival.session.add(
        Message(
            organization_id=arrival.organization_id,
            channel_id=arrival.channel_id,
            conversation_id=chat.room.id,
            direction=Direction.ACTIVITY,
            kind=Kind.EVENT,
            content={"activity": activity, **particulars},
            sender_id=chat.sender_id,
            said_at=at,
        )
    )
