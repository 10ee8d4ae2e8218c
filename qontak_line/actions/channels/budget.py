"""The time that a whole conversation with LINE may take, shared out among its calls."""

from __future__ import annotations

import time

from qontak_line.line.errors import LineTimeout
from qontak_line.line.types import Timeouts

PROOFS_S = 12.0
"""Seconds for the proofs that come before anything is saved."""
WHOLE_S = 18.0
"""Seconds for everything: a page without JavaScript is answered within 25, whatever LINE does."""
CALL_S = 5.0
"""Seconds for one call."""
_TOO_LITTLE_S = 0.3


class Budget:
    """Counts down from `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    def timeouts(self, calls: int = 1) -> Timeouts:
        """The limits of the next step, which makes up to `calls` calls. Raises LineTimeout when the time is used up."""
        total = min(CALL_S, self.left / calls)
        if total < _TOO_LITTLE_S:
            raise LineTimeout()
        return Timeouts(connect=min(3.0, total), read=total, total=total)
