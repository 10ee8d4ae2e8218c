"""How long a database may keep us waiting. Where somebody outside waits for our answer, less than usual."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LEAST = 0.2
"""What follows a failure, such as a rollback, still gets so many seconds."""

_end: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What the block asks the database for is answered within about so many seconds in all, or fails."""
    end, outer = time.monotonic() + seconds, _end.get()
    token = _end.set(end if outer is None else min(end, outer))
    try:
        yield
    finally:
        _end.reset(token)


def left(usual: float) -> float:
    """Seconds that the next wait may take: what is left of the block's, `usual` outside of one."""
    end = _end.get()
    return usual if end is None else max(_LEAST, end - time.monotonic())
