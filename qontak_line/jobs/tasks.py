"""What can be nudged, and what runs by the clock. Verbs register by name; `tasks.py` imports them all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app

log = logging.getLogger(__name__)

Act = Callable[..., None]

tasks: dict[str, Act] = {}
timers: list[Timer] = []


class Queue(Protocol):
    def run_task(self, name: str, args: tuple[Any, ...]) -> None: ...


@dataclass(frozen=True)
class Timer:
    """`act` is run in every process that has workers, each `seconds`; it must not mind company.

    `alone`: in one of these processes each time, as long as Redis can tell them apart; it calls LINE, or works long.
    `everywhere`: in web processes without workers as well.
    """

    name: str
    seconds: float
    act: Act
    alone: bool = False
    everywhere: bool = False


class Task:
    """A verb that a worker can be nudged to run; calling it runs it here and now."""

    def __init__(self, act: Act) -> None:
        self.name = f"{act.__module__}.{act.__qualname__}"
        self.act = act

    def __call__(self, *args: Any) -> None:
        self.act(*args)

    def nudge(self, *args: Any) -> None:
        """Put it in the queue, once while it waits there. A queue that is away is no error: a timer finds the row."""
        jobs = cast(Queue, current_app.extensions["jobs"])
        try:
            jobs.run_task(self.name, args)
        except Exception as problem:  # whatever the queue's driver raises
            log.warning("nudge %s lost: %s", self.name, type(problem).__name__)


def task(act: Act) -> Task:
    """Make a verb nudgeable. Arguments: numbers and short texts; ids rather than rows."""
    made = Task(act)
    tasks[made.name] = act
    return made


def every(seconds: float, *, alone: bool = False, everywhere: bool = False) -> Callable[[Act], Act]:
    """Run a verb on a timer in the worker; what the other two mean, `Timer` says."""

    def keep(act: Act) -> Act:
        timers.append(Timer(f"{act.__module__}.{act.__qualname__}", seconds, act, alone, everywhere))
        return act

    return keep
