"""What a customer did that is no message, but is answered like one: a tapped button, or what LINE invented after us."""

from __future__ import annotations

from typing import Any

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import open_chat
from qontak_line.actions.ingest.contents import unknown
from qontak_line.actions.ingest.heard import heard
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.line.events import Event, PostbackEvent
from qontak_line.models import Direction, EventState, Kind, Message


def receive_postback(arrival: Arrival, event: PostbackEvent) -> EventState:
    """`content`: `event` = postback, `data`, and `params` when a date or rich menu was chosen."""
    params = {"params": dict(event.params)} if event.params else {}
    return _receive(arrival, event, Kind.EVENT, {"event": "postback", "data": event.data, **params})


def receive_unknown(arrival: Arrival, event: Event) -> EventState:
    """`content`: `type` and `data`, all that LINE said."""
    return _receive(arrival, event, Kind.UNKNOWN, unknown(event.type, arrival.raw))


def _receive(arrival: Arrival, event: Event, kind: Kind, content: dict[str, Any]) -> EventState:
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    message = Message(
        organization_id=arrival.organization_id,
        channel_id=arrival.channel_id,
        conversation_id=chat.room.id,
        direction=Direction.INCOMING,
        kind=kind,
        content=content,
        sender_id=chat.sender_id,
        said_at=event.occurred_at,
    )
    arrival.session.add(message)
    heard(arrival, chat, message)
    keep_reply_token(arrival, chat, event)
    return EventState.PROCESSED
