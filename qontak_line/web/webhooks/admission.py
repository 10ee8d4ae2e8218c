"""How many webhooks are let in at the same time: in all, and for each channel, so that none shuts out the others.

Nobody waits here: who finds no place is told to come again, and LINE redelivers.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import cast

from flask import current_app

IN_ALL = 256
"""Half of the server's threads, so that pages are served even while webhooks pour in."""

PER_CHANNEL = 64
BIG_IN_ALL = 6
BIG_PER_CHANNEL = 3
"""Bodies that do not say that they are small; each may take some megabytes of memory."""
STRANGERS = 0
"""Unknown keys share the places of one channel; ids begin at 1."""
LOOKED_UP = -1
"""As do keys that have to be looked up, for as long as that takes."""


class Full(Exception):
    """No place left."""


class Places:
    """Counts who is inside."""

    def __init__(self, in_all: int = IN_ALL, per_channel: int = PER_CHANNEL) -> None:
        self._in_all, self._per_channel = in_all, per_channel
        self._inside: Counter[int] = Counter()
        self._all_inside = 0
        self._lock = threading.Lock()

    def enter(self, channel_id: int) -> None:
        """Take one of the channel's places and one of all; whoever does, leaves. Raises `Full`, having taken none."""
        with self._lock:
            if self._all_inside >= self._in_all or self._inside[channel_id] >= self._per_channel:
                raise Full
            self._inside[channel_id] += 1
            self._all_inside += 1

    def leave(self, channel_id: int) -> None:
        with self._lock:
            self._all_inside -= 1
            self._inside[channel_id] -= 1
            if not self._inside[channel_id]:
                del self._inside[channel_id]


def big_places() -> Places:
    """The places of this app for big bodies."""
    extensions = current_app.extensions
    return cast(
        Places,
        extensions.get("webhook_big_places")
        or extensions.setdefault("webhook_big_places", Places(BIG_IN_ALL, BIG_PER_CHANNEL)),
    )


def places() -> Places:
    """The places of this app."""
    extensions = current_app.extensions
    return cast(Places, extensions.get("webhook_places") or extensions.setdefault("webhook_places", Places()))
