"""Keeps traffic, answers and blows together, however slow the machine: who is quicker waits for the others."""

from __future__ import annotations

import time
from collections.abc import Sequence

from tests.chaos.notes import Notes
from tests.chaos.schedule import Step

AHEAD = 0.08
"""Share of the events by which they may be ahead of the answers."""
PATIENCE = 6.0
"""Seconds without any answer after which events go on: rooms may be closed, or the house down."""


class Pace:
    """Shares, from 0 to 1. The killer tells which step it waits for; so there is traffic left when that one comes."""

    def __init__(self, steps: Sequence[Step], events: int, answers: int, notes: Notes) -> None:
        self._steps, self._events, self._answers, self._notes = steps, events, answers, notes
        self._limit = 1.0
        self._last, self._last_at = -1, time.monotonic()
        self.waits_for(0)

    def waits_for(self, number: int) -> None:
        """Events may go on until the step after that one."""
        later = self._steps[number + 1 : number + 2]
        self._limit = later[0].at if later else 1.0

    def may_send(self, released: int) -> bool:
        """Whether one more event may come after so many."""
        share = released / self._events
        if share >= self._limit:
            return False
        written = len(self._notes.answers)
        if written != self._last:
            self._last, self._last_at = written, time.monotonic()
        return share <= written / self._answers + AHEAD or time.monotonic() - self._last_at > PATIENCE
