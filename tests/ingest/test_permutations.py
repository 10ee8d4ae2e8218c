"""Related events in every order there is, together, one by one or in two parts: the rows end the same."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from qontak_line.actions import journal
from qontak_line.actions.ingest.claims import Claim
from qontak_line.actions.ingest.process import turn_into_rows
from qontak_line.actions.ingest.told import read
from qontak_line.actions.ingest.work import sweep
from qontak_line.db import db, now, transaction
from qontak_line.models import WebhookEvent
from tests.factories import Cast, make_channel
from tests.ingest.families import FAMILIES, state_of
from tests.webhooks.line_posts import body_of

Order = Sequence[dict[str, Any]]

TOGETHER = [5]
WAYS = ([1, 1, 1, 1, 1], TOGETHER, [2, 3])
"""How many events the batches take, in turn for each order."""

RECEIVED_AT = now()


class Undo(Exception):
    """Ends a transaction without a trace."""


def stored(session: Session, channel_id: int, order: Order) -> list[Claim]:
    """The events as they lie in the journal, in this order of arrival, and claimed."""
    rows = [
        {
            "channel_id": channel_id,
            "event_id": one["webhookEventId"],
            "message_id": one.get("message", {}).get("id"),
            "body": json.dumps(one).encode(),
            "attempts": 1,
        }
        for one in order
    ]
    ids = session.scalars(insert(WebhookEvent).returning(WebhookEvent.id, sort_by_parameter_order=True), rows)
    return [Claim(id, 1, channel_id, RECEIVED_AT, row["body"]) for id, row in zip(ids, rows, strict=True)]


def state_after(channel_id: int, order: Order, sizes: list[int]) -> list[str]:
    """What they make of an empty channel."""
    state: list[str] = []
    with suppress(Undo), transaction() as session:
        left = iter(stored(session, channel_id, order))
        for size in sizes:
            turn_into_rows(session, [read(claim) for claim in itertools.islice(left, size)])
        state = state_of(channel_id)
        raise Undo
    return state


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
def test_every_order_of_related_events_ends_the_same(channel_id: int, family: list[dict[str, Any]]) -> None:
    first = state_after(channel_id, family, TOGETHER)
    assert len(first) >= 9
    assert not [line for line in first if "awaited" in line]
    for order, sizes in zip(itertools.permutations(family), itertools.cycle(WAYS), strict=False):
        assert state_after(channel_id, order, sizes) == first, (sizes, [one["type"] for one in order])


def some_orders(events: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    seeded = random.Random(4)
    for _ in range(3):
        yield seeded.sample(events, len(events))


def test_so_they_do_on_the_whole_way_from_the_journal(channel_id: int, cast: Cast) -> None:
    """Two families at once, each in a chat of its own, a webhook for every few events."""
    family = [*FAMILIES["edited and taken back"], *FAMILIES["one-to-one"]]
    states = []
    for order in some_orders(family):
        channel = make_channel(cast.organization).id
        for part in (order[:2], order[2:5], order[5:]):
            journal.record(channel, body_of(*part))
            sweep()
        db.session.remove()
        states.append(state_of(channel))
    assert states[1:] == states[:1] * 2
