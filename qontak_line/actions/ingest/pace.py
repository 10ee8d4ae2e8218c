"""How many events fit into one short transaction, learnt from those before: webhooks and agents write in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app

LONGEST_S = 0.025
"""What the rows of a batch should take; on SQLite nobody else writes meanwhile."""

MOST = 100
LEAST = 20
"""Fewer would be no quicker: what a transaction costs by itself is then most of it."""

_SHARE = 0.3
"""How much the newest measurement counts, when there seems to be more room."""


class Pace:
    """Of one process. A wrong guess is one long transaction, and the next is shorter."""

    def __init__(self) -> None:
        self._seconds_each = LONGEST_S / LEAST

    @property
    def size(self) -> int:
        return max(LEAST, min(MOST, int(LONGEST_S / self._seconds_each)))

    @contextmanager
    def measured(self, events: int) -> Iterator[None]:
        """Write the rows of so many events, and learn from it if nothing was raised and it was no small change."""
        began = time.monotonic()
        yield
        took = (time.monotonic() - began) / events
        if events >= LEAST:
            self._seconds_each = max(took, (1 - _SHARE) * self._seconds_each + _SHARE * took)


def pace() -> Pace:
    return cast(Pace, current_app.extensions.setdefault("ingest_pace", Pace()))
