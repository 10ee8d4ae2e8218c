"""Fill a database with a believable company: two organizations, channels of several sizes, a long history.

    with app.app_context():
        seeded = seed(db.engine, SMALL)   # 1,000 messages
        seeded = seed(db.engine, LARGE)   # 1,000,000 messages in 100,000 conversations

The tables must be there and empty. The same shape gives the same rows, but for their times, which end now. Nothing is
written through verbs, which would take an hour; each row is as they would have left it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from qontak_line.db import db, now
from qontak_line.models import Contact, Conversation, Delivery, Message, Role, User
from tests.bench.company.conversations import contacts, conversations, new_chats
from tests.bench.company.fill import fill
from tests.bench.company.messages import History
from tests.factories import make_channel, make_organization, make_user

HISTORY = timedelta(days=365)
AGENTS = 8


@dataclass(frozen=True)
class Shape:
    """`longest`: the messages of the first conversation; the others share the rest unevenly, at least one each."""

    messages: int
    conversations: int
    longest: int


SMALL = Shape(messages=1_000, conversations=900, longest=80)
"""Its pages are as full as those of the large one, so that a ratio compares the database and nothing else."""
LARGE = Shape(messages=1_000_000, conversations=100_000, longest=5_000)


@dataclass(frozen=True)
class Seeded:
    """Ids. `agent` has three in ten of the assigned conversations; `channels` go from large to small."""

    organization: int
    admin: int
    agent: int
    channels: list[int]
    longest: int
    """The conversation with the most messages: open and unassigned."""


def seed(engine: Engine, shape: Shape) -> Seeded:
    """Needs an app context."""
    dice = random.Random(7)
    ours, others = make_organization("Toko Melati"), make_organization("Toko Lain")
    admin = make_user(ours, "dewi", Role.ADMIN)
    agents = [make_user(ours, f"agent{number}", Role.AGENT) for number in range(AGENTS)]
    make_user(others, "zaki", Role.ADMIN)
    channels = [make_channel(ours.id, name=name) for name in ("Melati", "Melati Bandung", "Melati Grosir")]
    chats = new_chats(dice, shape.conversations, [*channels, make_channel(others.id, name="Lain")], _ids(agents))
    seeded = Seeded(ours.id, admin.id, agents[0].id, [channel.id for channel in channels], longest=1)
    db.session.remove()  # nothing is left open while the rows are written
    history = History(dice, chats, shape.messages, shape.longest, now() - HISTORY, now())
    fill(engine, Contact, contacts(dice, chats, history.began))
    fill(engine, Conversation, conversations(chats, history))
    fill(engine, Delivery, history.deliveries())
    fill(engine, Message, history.messages())
    return seeded


def _ids(users: list[User]) -> list[int]:
    return [user.id for user in users]
