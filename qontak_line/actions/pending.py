"""An entry of the journal that somebody waits for, and the promise to tell them once what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from qontak_line.actions.journal_rows import Entry

Outcome = bool | Exception
Then = Callable[[Outcome], None]

log = logging.getLogger(__name__)


class Pending:
    """`until`: monotonic seconds; who waits is told then at the latest."""

    __slots__ = ("_then", "entry", "until")

    def __init__(self, entry: Entry, then: Then, until: float) -> None:
        self.entry = entry
        self.until = until
        self._then = [then]

    @property
    def is_finished(self) -> bool:
        return not self._then

    def finish(self, outcome: Outcome) -> None:
        """The first one counts, from whichever thread; what goes wrong in telling it is not the next one's fault."""
        try:
            then = self._then.pop()
        except IndexError:
            return
        try:
            then(outcome)
        except Exception:
            log.exception("webhook not answered")
