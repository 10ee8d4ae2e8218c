"""Tell LINE that we have read, where the account's chat mode leaves that to us. Source: "Mark messages as read"."""

from __future__ import annotations

import logging
from functools import partial

from sqlalchemy import select

from qontak_line.actions.channels.client import Unreadable, client_for
from qontak_line.actions.deliver.senders import ask
from qontak_line.db import db
from qontak_line.jobs import task
from qontak_line.line.errors import LineError
from qontak_line.models import Conversation, Message, SendingPause

log = logging.getLogger(__name__)


@task
def mark_read_at_line(conversation_id: int) -> None:
    """Show "Read" up to the newest message that can be marked. It is only a courtesy: no failure is tried again."""
    conversation = db.session.get(Conversation, conversation_id)
    if conversation is None or conversation.channel.is_disconnected or conversation.channel.chat_mode != "chat":
        return
    pause = db.session.get(SendingPause, conversation.channel_id)
    if pause is None or not pause.is_on:
        ask(conversation.channel_id, ("mark read", conversation_id), partial(_mark, conversation_id))


def _mark(conversation_id: int) -> None:
    conversation = db.session.get_one(Conversation, conversation_id)
    token = db.session.scalar(
        select(Message.mark_as_read_token)
        .where(Message.conversation_id == conversation_id, Message.mark_as_read_token.is_not(None))
        .order_by(Message.said_at.desc(), Message.id.desc())
        .limit(1)
    )
    channel = conversation.channel
    db.session.rollback()
    if token is None:
        return
    try:
        with client_for(channel) as line:
            line.mark_as_read(token)
    except (LineError, Unreadable) as ignored:
        log.info("conversation %d: not marked read: %s", conversation_id, type(ignored).__name__)
