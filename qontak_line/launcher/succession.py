"""Replace a web worker by a younger one: the old one serves until the other does, and stays if that comes to nothing.

Works on granian's own list of workers, which its supervisor (the `server` here) keeps in `wrks`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

READY_WITHIN_S = 60.0

log = logging.getLogger("qontak_line.launcher")


def succeed(
    server: Any, number: int, spawn: Callable[[], Any], ready: Any, stopping: threading.Event, end_within: float
) -> bool:
    """Whether it came to that. `ready`: a semaphore that the successor releases once it serves."""
    while ready.acquire(block=False):
        pass  # of those who began by themselves
    old, successor = server.wrks[number], spawn()
    successor.start()
    if not _is_ready(successor, ready, stopping):
        _end(successor, end_within)
        if number in server.interrupt_children:  # it died by itself; the one whose place it had lives
            server.interrupt_children.remove(number)
        log.error("a new web process could not serve (see above); the old one goes on")
        return False
    server.wrks[number] = successor
    _end(old, end_within)
    return True


def _is_ready(successor: Any, ready: Any, stopping: threading.Event) -> bool:
    deadline = time.monotonic() + READY_WITHIN_S
    while successor.is_alive() and not stopping.is_set() and time.monotonic() < deadline:
        if ready.acquire(timeout=0.1):
            return True
    return False


def _end(worker: Any, within: float) -> None:
    worker.terminate()
    worker.join(within)
    if worker.is_alive():
        worker.kill()
        worker.join()
