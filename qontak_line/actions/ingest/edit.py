"""A customer changed a text in a group: the newest wording is shown, whenever it comes.

Source: LINE's "Message edited event": same message id, new text, new quote token.
"""

from __future__ import annotations

from qontak_line.actions.ingest import bubble
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import open_chat
from qontak_line.actions.ingest.contents import said
from qontak_line.actions.ingest.heard import look
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.actions.ingest.spoken_of import LONGEST_ID
from qontak_line.line.events import MessageEditedEvent
from qontak_line.line.webhook import MalformedEvent
from qontak_line.models import EventState, Message


def edit(arrival: Arrival, event: MessageEditedEvent) -> EventState:
    if len(event.message.id) > LONGEST_ID:
        raise MalformedEvent("message.id: too long")
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    row = bubble.take(arrival, chat, event.message.id, event.occurred_at)
    keep_reply_token(arrival, chat, event)
    if row.is_unsent:
        return EventState.PROCESSED
    if not bubble.is_of(row, chat) or not _is_newer(row, arrival, event):
        return EventState.SKIPPED
    what = said(event.message, arrival.raw)
    awaited = {bubble.AWAITED: True} if bubble.is_awaited(row) else {}
    row.text, row.content, row.edited_at = what.text, {**what.content, **awaited}, event.occurred_at
    row.quote_token = event.message.quote_token
    look(arrival, chat)
    return EventState.PROCESSED


def _is_newer(row: Message, arrival: Arrival, event: MessageEditedEvent) -> bool:
    """Two edits of the same millisecond: the same one wins in whatever order they come."""
    text = said(event.message, arrival.raw).text
    return row.edited_at is None or (event.occurred_at, text) > (row.edited_at, row.text)
