"""What the composer's badge says the next message costs."""

from __future__ import annotations

from datetime import timedelta

from qontak_line.db import now, transaction
from qontak_line.models import ReplyToken
from qontak_line.models.reply_token import FRESH_FOR
from qontak_line.queries.cost import Cost, next_cost
from tests.factories import Cast, make_channel, make_conversation


def test_a_fresh_token_is_free_until_it_is_stale_or_used(context: None, cast: Cast) -> None:
    chat = make_conversation(make_channel(cast.organization, quota_used=37, quota_value=200))
    assert next_cost(chat) == Cost(False, None, 37, 200)
    received = now() - timedelta(seconds=10)
    with transaction() as session:
        session.add(ReplyToken(conversation_id=chat.id, token="t", received_at=received))
        session.add(ReplyToken(conversation_id=chat.id, token="s", received_at=now() - FRESH_FOR))
        session.add(ReplyToken(conversation_id=chat.id, token="u", received_at=now(), used_at=now()))
    assert next_cost(chat) == Cost(True, received + FRESH_FOR, 37, 200)
