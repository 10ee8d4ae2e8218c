"""A customer took a message back: its words, its file and the bytes it came in go, a stub stays.

Source: LINE's "Unsend event", which asks that the message can no longer be seen or used.
"""

from __future__ import annotations

from sqlalchemy import update

from qontak_line.actions.ingest import bubble
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import open_chat
from qontak_line.actions.ingest.heard import look, unheard
from qontak_line.actions.ingest.spoken_of import LONGEST_ID
from qontak_line.line.events import UnsendEvent
from qontak_line.line.webhook import MalformedEvent
from qontak_line.models import EventState, Message, WebhookEvent


def mark_unsent(arrival: Arrival, event: UnsendEvent) -> EventState:
    """May come before its message: then the stub waits for it, and the message finds it and stays empty."""
    if len(event.message_id) > LONGEST_ID:
        raise MalformedEvent("unsend.messageId: too long")
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    row = bubble.take(arrival, chat, event.message_id, event.occurred_at)
    if not bubble.is_of(row, chat):
        return EventState.SKIPPED
    if row.unsent_at is not None:
        row.unsent_at = min(row.unsent_at, event.occurred_at)
        return EventState.SKIPPED
    was_heard = not bubble.is_awaited(row)
    _empty(row)
    row.unsent_at = event.occurred_at
    _empty_events(arrival, event.message_id)
    if was_heard:
        unheard(arrival, chat, row)
    look(arrival, chat)
    return EventState.PROCESSED


def _empty(row: Message) -> None:
    row.content = {bubble.AWAITED: True} if bubble.is_awaited(row) else {}
    row.text = ""
    row.quote_token = row.quoted_external_id = row.mark_as_read_token = row.edited_at = None


def _empty_events(arrival: Arrival, message_id: str) -> None:
    """The stored bytes. An event that is still to be worked on is emptied then (see `process`): it tells who spoke."""
    arrival.session.execute(
        update(WebhookEvent)
        .where(
            WebhookEvent.channel_id == arrival.channel_id,
            WebhookEvent.message_id == message_id,
            WebhookEvent.state != EventState.RECEIVED,
        )
        .values(body=None)
        .execution_options(synchronize_session=False)
    )
