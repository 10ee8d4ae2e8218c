"""How long to wait before the next attempt: up to 5 s for the first three times, 30 s up to the tenth, then 5 min.

The sweep looks every two seconds, and the worker's timer a quarter of one later at worst, so the waits end earlier.
"""

from __future__ import annotations

import random
from datetime import timedelta

from qontak_line.models import Reason

_SECONDS = (1.0, 1.8, 2.5, 5.0, 8.0, 12.0, 16.0, 20.0, 24.0, 27.0, 60.0, 120.0, 240.0, 290.0)
PROBE_SECONDS = 27.0
"""A channel that can not be reached is probed at least each 30 s."""
HOLD_SECONDS = 300.0
"""A refused token or a used-up month is probed no more often than this."""


def wait_after(attempts: int, reason: Reason) -> timedelta:
    """The wait after so many attempts, with jitter so that many do not come back in step.

    Who can not be reached is tried on as often as the channel's pause lets through.
    """
    longest = _SECONDS[min(max(attempts, 1), len(_SECONDS)) - 1]
    if reason is Reason.UNREACHABLE:
        longest = min(longest, PROBE_SECONDS)
    return timedelta(seconds=longest * random.uniform(0.7, 1.0))  # noqa: S311 - no secret


def probe_interval(reason: Reason) -> timedelta:
    """How long a paused channel waits between two probes."""
    return timedelta(seconds=PROBE_SECONDS if reason is Reason.UNREACHABLE else HOLD_SECONDS)
