"""How often something that dies is started again before we give up."""

import time
from collections import deque


class Patience:
    """At most `deaths` in `seconds`; and a pause before each new start that grows with them."""

    def __init__(self, deaths: int = 10, seconds: float = 60.0) -> None:
        self._deaths: deque[float] = deque(maxlen=deaths)
        self._seconds = seconds

    def is_left(self) -> bool:
        """Note a death, and tell whether to start again."""
        full = len(self._deaths) == self._deaths.maxlen
        oldest = self._deaths[0] if self._deaths else 0.0
        self._deaths.append(time.monotonic())
        return not (full and time.monotonic() - oldest < self._seconds)

    @property
    def pause(self) -> float:
        """Seconds to wait: little at first, never so long that a new start comes later than 5 s after a death."""
        return min(0.1 * len(self._deaths), 1.0)
