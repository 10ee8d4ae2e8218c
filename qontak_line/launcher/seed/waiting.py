"""Waiting for what other processes do."""

import time
from collections.abc import Callable

STEP = 0.05


class NotYet(Exception):
    """It did not come in time; the text names it."""


def wait_until(what: str, is_so: Callable[[], bool], seconds: float = 15.0) -> None:
    """Raises `NotYet`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise NotYet(f"{what}: not within {seconds:.0f} s")
        time.sleep(STEP)
