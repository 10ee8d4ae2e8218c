"""A connected channel, and what the database holds of its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from qontak_line.db import db
from qontak_line.models import WebhookEvent
from tests.factories import Cast, make_channel


@dataclass(frozen=True)
class Connected:
    id: int
    key: str
    bot_id: str


@pytest.fixture
def channel(app: Flask, cast: Cast) -> Connected:
    with app.app_context():
        made = make_channel(cast.organization)
        return Connected(made.id, made.webhook_key, made.line_bot_id)


@pytest.fixture
def kept(app: Flask) -> Callable[[], list[WebhookEvent]]:
    """All stored events, oldest first."""

    def kept() -> list[WebhookEvent]:
        with app.app_context():
            return list(db.session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))

    return kept
