"""A worker that takes events, and dies within the batch."""

from __future__ import annotations

import itertools
import os
import signal

from sqlalchemy.event import listen

from qontak_line.actions.ingest import adapters
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.receive import receive
from qontak_line.actions.ingest.work import sweep
from qontak_line.db import db
from qontak_line.line.events import MessageEvent
from qontak_line.models import EventState


def take(die_before: int = 0, die_of: str = "") -> None:
    """Work on what the journal holds; die before that statement of it, or of whoever says that."""
    statements = itertools.count(1)

    def die_at_statement(*_: object) -> None:
        if next(statements) == die_before:
            os.kill(os.getpid(), signal.SIGKILL)

    def die_of_words(arrival: Arrival, event: MessageEvent) -> EventState:
        if arrival.raw["message"].get("text") == die_of:
            os.kill(os.getpid(), signal.SIGKILL)
        return receive(arrival, event)

    listen(db.engine, "before_cursor_execute", die_at_statement)
    vars(adapters)["_VERBS"][MessageEvent] = die_of_words
    sweep()
