"""huey with one task, which carries a verb's name and arguments.

Written as JSON: the same nudge is the same bytes, and what somebody writes into Redis is never code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from huey import Huey
from huey.consumer import Consumer

from qontak_line.jobs.memory_queue import MemoryQueue

Perform = Callable[[str, tuple[Any, ...]], None]


class Nudges(Huey):  # type: ignore[misc]
    """`storage.enqueue` and `dequeue` see bytes such as `["qontak_line.actions.ingest.work.work"]`."""

    def __init__(self, queue: MemoryQueue, perform: Perform) -> None:
        super().__init__("qontak_line", storage_class=lambda name, **_: queue, results=False)
        self._perform: Any = self.task(name="perform")(lambda name, *args: perform(name, args))

    def nudge(self, name: str, args: tuple[Any, ...]) -> None:
        self._perform(name, *args)

    def serialize_task(self, task: Any) -> bytes:
        return json.dumps(task.args, separators=(",", ":")).encode()

    def deserialize_task(self, data: bytes) -> Any:
        return self._perform.s(*json.loads(data))


class ThreadConsumer(Consumer):  # type: ignore[misc]
    """A consumer whose process has other things to do: signals are not its own."""

    def __init__(self, nudges: Nudges, threads: int) -> None:
        super().__init__(nudges, workers=threads, periodic=False, scheduler_interval=60)

    def _set_signal_handlers(self) -> None:
        pass
