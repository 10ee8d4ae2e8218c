"""Believable times for seeded chats, all of which were said a moment ago."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from qontak_line.db import now, transaction
from qontak_line.models import Conversation, Message

LAST_SAID = (0.3, 4, 13, 34, 96, 1540)
"""Minutes ago: in the conversation that is looked at, in the newest of the others, and so on."""
PAUSE = timedelta(minutes=2)


def spread(app: Flask, open_one: str) -> None:
    """`open_one`: whose conversation is the newest. The others keep their order, and messages theirs."""
    with app.app_context(), transaction() as session:
        found = session.scalars(select(Conversation).order_by(Conversation.last_message_at.desc())).all()
        for number, conversation in enumerate(sorted(found, key=lambda one: one.contact.name != open_one)):
            at = now() - timedelta(minutes=LAST_SAID[min(number, len(LAST_SAID) - 1)])
            conversation.last_message_at = at
            said = select(Message).where(Message.conversation_id == conversation.id).order_by(Message.id.desc())
            for message in session.scalars(said):
                message.said_at = at
                at -= PAUSE
            conversation.created_at = at
