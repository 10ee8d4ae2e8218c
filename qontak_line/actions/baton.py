"""Threads that wait for the same thing are woken one by the other.

All at once, each would be woken only to wait again: in line for the interpreter, which goes to one of them at a time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

What = TypeVar("What")
Result = TypeVar("Result")


class Waiting(Generic[What, Result]):
    """What one thread waits for, and what became of it. A bare lock: an Event is three objects for each request."""

    __slots__ = ("_is_gone", "_unwoken", "result", "what")

    def __init__(self, what: What) -> None:
        self.what = what
        self.result: Result | BaseException | None = None
        self._is_gone = False
        self._unwoken = threading.Lock()
        self._unwoken.acquire()

    def wait(self, seconds: float) -> bool:
        """Whether we were woken in time. Who was, passes the baton on."""
        if self._unwoken.acquire(timeout=seconds):
            return True
        self._is_gone = True
        return self._unwoken.acquire(blocking=False)  # woken in this very moment: the baton is ours

    def wake(self) -> bool:
        """Whether somebody took the baton. Of both sides that look at an unwoken lock, one alone gets it."""
        self._unwoken.release()
        return not (self._is_gone and self._unwoken.acquire(blocking=False))


Waiter = TypeVar("Waiter", bound=Waiting[Any, Any])


class Baton(Generic[Waiter]):
    """Those who may be woken, in order."""

    AT_ONCE = 2
    """One to run, and one that is awake by then."""

    def __init__(self) -> None:
        self._line: deque[Waiter] = deque()

    def hand_to(self, waiting: Iterable[Waiter]) -> None:
        """Begin to wake them."""
        self._line.extend(waiting)
        for _ in range(self.AT_ONCE):
            self.pass_on()

    def pass_on(self) -> None:
        """Wake the next one who still waits."""
        while True:
            try:
                waiter = self._line.popleft()
            except IndexError:
                return
            if waiter.wake():
                return
