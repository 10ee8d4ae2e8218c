"""A customer's message."""

from __future__ import annotations

from qontak_line.actions.ingest import bubble
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import open_chat
from qontak_line.actions.ingest.contents import Said, said
from qontak_line.actions.ingest.heard import heard
from qontak_line.actions.ingest.reach import is_reachable
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.actions.ingest.spoken_of import LONGEST_ID
from qontak_line.line.events import MessageEvent
from qontak_line.line.incoming import Message as LineMessage
from qontak_line.line.webhook import MalformedEvent
from qontak_line.models import EventState, Message


def receive(arrival: Arrival, event: MessageEvent) -> EventState:
    """One bubble for each message id, however often and in whatever company it comes."""
    if len(event.message.id) > LONGEST_ID:
        raise MalformedEvent("message.id: too long")
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    row = bubble.take(arrival, chat, event.message.id, event.occurred_at)
    if not bubble.is_awaited(row):
        return EventState.SKIPPED
    row.said_at, row.sender_id = event.occurred_at, chat.sender_id
    _fill(row, said(event.message, arrival.raw), event.message)
    heard(arrival, chat, row)
    is_reachable(chat, event)
    keep_reply_token(arrival, chat, event)
    return EventState.PROCESSED


def _fill(row: Message, what: Said, message: LineMessage) -> None:
    """What an edit or an unsend said before, holds."""
    row.kind = what.kind
    if row.is_unsent:
        row.content = {}
        return
    row.mark_as_read_token = message.mark_as_read_token
    row.quoted_external_id = what.quoted_external_id
    if row.edited_at is not None:
        row.content = {name: value for name, value in row.content.items() if name != bubble.AWAITED}
        return
    row.text, row.content, row.quote_token = what.text, what.content, message.quote_token
