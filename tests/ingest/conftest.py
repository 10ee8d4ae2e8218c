"""A connected channel and its rows after events were worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qontak_line.actions import journal
from qontak_line.actions.ingest.work import sweep
from qontak_line.db import db
from qontak_line.models import Contact, Conversation, Message
from tests.factories import Cast, make_channel
from tests.webhooks.line_posts import body_of

Take = Callable[..., None]


@pytest.fixture
def channel_id(context: None, cast: Cast) -> int:
    return int(make_channel(cast.organization).id)


@pytest.fixture
def take(app: Flask, channel_id: int) -> Take:
    """Store events, one webhook for each, and work on them."""

    def take(*events: dict[str, Any], channel: int = channel_id) -> None:
        for event in events:
            journal.record(channel, body_of(event))
            sweep()
        db.session.remove()

    return take


def conversations() -> list[Conversation]:
    return list(db.session.scalars(select(Conversation).order_by(Conversation.id)))


def the_conversation() -> Conversation:
    [found] = conversations()
    return found


def bubbles() -> list[Message]:
    """In the room's order."""
    return list(db.session.scalars(select(Message).order_by(Message.said_at, Message.id)))


def the_bubble() -> Message:
    [found] = bubbles()
    return found


def contacts() -> list[Contact]:
    return list(db.session.scalars(select(Contact).order_by(Contact.id)))
