"""The conversations of a seeded company: whose they are, how they stand, and with whom."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from qontak_line.models import Channel, Contact, ContactKind, Conversation, ConversationState
from tests.bench.company import sayings

if TYPE_CHECKING:
    from tests.bench.company.messages import History

SHARES = (0.70, 0.195, 0.005, 0.10)
"""Of the conversations, by channel: two busy ones, a quiet one, and the other organization's."""


@dataclass(frozen=True)
class Chat:
    """A conversation and its contact, which has the same id."""

    id: int
    organization: int
    channel: int
    state: ConversationState
    assignee: int | None
    unread: int


def new_chats(dice: random.Random, count: int, channels: Sequence[Channel], agents: Sequence[int]) -> list[Chat]:
    """85 in 100 resolved, 5 snoozed, 10 open; near half of the open ones nobody's; the first open, unassigned."""
    first, where = channels[0], dice.choices(channels, SHARES, k=count)
    chats = [Chat(1, first.organization_id, first.id, ConversationState.OPEN, None, 3)]
    for number, channel in enumerate(where[1:], start=2):
        state = dice.choices(
            (ConversationState.RESOLVED, ConversationState.SNOOZED, ConversationState.OPEN), (85, 5, 10)
        )[0]
        is_ours = channel.organization_id == first.organization_id
        chats.append(
            Chat(
                number,
                channel.organization_id,
                channel.id,
                state,
                _assignee(dice, state, agents) if is_ours else None,
                _unread(dice, state),
            )
        )
    return chats


def _assignee(dice: random.Random, state: ConversationState, agents: Sequence[int]) -> int | None:
    if dice.random() < (0.45 if state is ConversationState.OPEN else 0.25):
        return None
    return agents[0] if dice.random() < 0.3 else dice.choice(agents[1:])


def _unread(dice: random.Random, state: ConversationState) -> int:
    return dice.randint(1, 9) if dice.random() < (0.4 if state is ConversationState.OPEN else 0.01) else 0


def contacts(dice: random.Random, chats: Sequence[Chat], at: datetime) -> Iterator[list[Any]]:
    """Rows in the order of the model's columns; one in ten is a group."""
    names = [column.name for column in Contact.__table__.columns]
    for chat in chats:
        row = {
            "id": chat.id,
            "organization_id": chat.organization,
            "channel_id": chat.channel,
            "kind": ContactKind.GROUP if chat.id % 10 == 0 else ContactKind.USER,
            "external_id": f"U{chat.id:032x}",
            "name": sayings.name(dice),
            "profile_failures": 0,
            "is_blocked": False,
            "created_at": at,
        }
        yield [row.get(name) for name in names]


def conversations(chats: Sequence[Chat], history: History) -> Iterator[list[Any]]:
    """The same for conversations, whose newest message `history` knows."""
    names = [column.name for column in Conversation.__table__.columns]
    for chat in chats:
        last = history.last[chat.id]
        is_snoozed = chat.state is ConversationState.SNOOZED
        row = {
            "id": chat.id,
            "organization_id": chat.organization,
            "channel_id": chat.channel,
            "contact_id": chat.id,
            "state": chat.state,
            "assignee_id": chat.assignee,
            "snoozed_until": history.ended + timedelta(days=1) if is_snoozed else None,
            "last_message_at": history.at(last),
            "last_message_id": last,
            "unread_count": chat.unread,
            "is_standby": False,
            "created_at": history.began,
        }
        yield [row.get(name) for name in names]
