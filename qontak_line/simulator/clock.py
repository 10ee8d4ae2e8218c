"""The simulator's time: the wall clock plus an offset that tests may push forward."""

import time
from datetime import UTC, datetime, timedelta, timezone

from qontak_line.simulator.store import Store

LINE_TIME_ZONE = timezone(timedelta(hours=9))


class Clock:
    """Milliseconds since 1970. The offset lives in the state file, so that a restart does not turn time back."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._offset = int(store.setting("clock_offset", "0"))

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self._offset

    def advance(self, milliseconds: int) -> int:
        """Push the time forward and return it; going backwards is refused, since nothing here expects it."""
        if milliseconds < 0:
            raise ValueError("the clock only goes forward")
        self._offset += milliseconds
        self._store.set_setting("clock_offset", str(self._offset))
        return self.now()

    @property
    def offset(self) -> int:
        return self._offset

    def month(self) -> str:
        """The quota month, such as ``2026-01``; LINE counts in Japan's time."""
        return datetime.fromtimestamp(self.now() / 1000, LINE_TIME_ZONE).strftime("%Y-%m")

    def iso(self) -> str:
        """The time as LINE's webhook test reports it: ``2026-01-01T00:00:00.000Z``."""
        moment = datetime.fromtimestamp(self.now() / 1000, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
