"""A web worker's beginning and end: runs in the child process that granian forks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

from qontak_line.config import Settings
from qontak_line.launcher.tether import tether

STOP_WITHIN = 5.0
"""Seconds for running tasks to end; less than the time after which granian kills."""


class WorkerLoader:
    """What granian calls in each worker to get the application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._launcher = os.getpid()
        self.ready = multiprocessing.Semaphore(0)
        """Released by each worker that is about to serve."""

    def __call__(self) -> Any:
        """The WSGI application. Everything heavy is imported here, in the worker."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the launcher's own, inherited, would not end us
        # Ctrl+C reaches the whole group: it is the launcher that ends us then, in order.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        tether(self._launcher)
        from qontak_line import serve
        from qontak_line.launcher import early_answers

        early_answers.allow()
        app = serve.start(self._settings)
        _call_at_end(lambda: serve.stop(app, STOP_WITHIN))
        self.ready.release()
        return app


def _call_at_end(act: Callable[[], None]) -> None:
    """Run `act` once: as soon as SIGTERM comes, beside the server's own handler; at the latest before the exit."""
    lock = threading.Lock()
    left = [act]

    def finish() -> None:
        with lock:
            if left:
                left.pop()()

    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)

    def wait() -> None:
        while os.read(told, 1) != bytes([signal.SIGTERM]):
            pass
        finish()

    threading.Thread(target=wait, name="end of worker", daemon=True).start()
    Finalize(None, finish, exitpriority=1)
