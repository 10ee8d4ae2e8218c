"""Keep the token of an event that may be answered for free. Source: LINE's "Send reply message"."""

from __future__ import annotations

from datetime import timedelta

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat
from qontak_line.line.events import Event
from qontak_line.models import ReplyToken

_GOOD_FOR = timedelta(minutes=20)
"""Since the event: later not even a redelivered token works."""


def keep_reply_token(arrival: Arrival, chat: Chat, event: Event) -> None:
    """The minute to use it in begins when our webhook took it in, not when a worker got to it."""
    received_at = arrival.received_at
    if event.reply_token is None or received_at - event.occurred_at > _GOOD_FOR:
        return
    arrival.session.add(ReplyToken(conversation_id=chat.room.id, token=event.reply_token, received_at=received_at))
