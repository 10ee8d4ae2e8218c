"""Ends the wait for bodies that do not come.

A thread that reads a body is inside the server and can not be called back. But another thread may give the answer in
its place, and then hang up: that ends the read as well. The server lets us answer early by a function that it puts
beside the request (`launcher/early_answers`); under another server bodies are waited for as long as that one likes.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from qontak_line.web.edge import hang_up
from qontak_line.web.edge.reply import REPLY

EVERY_S = 0.5

Answer = Callable[[int, list[tuple[str, str]], bytes], None]


class Wait(NamedTuple):
    """One body that is waited for until `until` (monotonic seconds)."""

    answer: Answer
    until: float
    number: int


class Overdue:
    """The waits of one app."""

    def __init__(self) -> None:
        self._waits: dict[int, Wait] = {}
        self._numbers = itertools.count(1)

    def start(self) -> None:
        threading.Thread(target=self._run, name="overdue bodies", daemon=True).start()

    def begin(self, environ: Mapping[str, Any], seconds: float) -> Wait | None:
        answer = environ.get(REPLY)
        if answer is None:
            return None
        wait = Wait(answer, time.monotonic() + seconds, next(self._numbers))
        self._waits[wait.number] = wait
        return wait

    def end(self, wait: Wait | None) -> bool:
        """The body is there; False when its sender was told already that this took too long."""
        return wait is None or self._waits.pop(wait.number, None) is not None

    def _run(self) -> None:
        while True:
            time.sleep(EVERY_S)
            self.refuse_late()

    def refuse_late(self) -> None:
        """Answer and hang up on all whose time is over."""
        now = time.monotonic()
        late = [wait for wait in list(self._waits.values()) if wait.until < now]
        mine = [wait for wait in late if self._waits.pop(wait.number, None)]  # else it came in this very moment
        for first in range(0, len(mine), hang_up.AT_ONCE):
            hang_up.refuse([wait.answer for wait in mine[first : first + hang_up.AT_ONCE]])
