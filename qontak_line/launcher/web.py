"""The web server: granian's supervisor in this process, its workers as children that load the application."""

from __future__ import annotations

import contextlib
import logging
import resource
import socket
import threading
import time
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server.mp import MPServer

from qontak_line.config import Settings
from qontak_line.launcher.doorway import BACKLOG
from qontak_line.launcher.interrupt import Interrupt
from qontak_line.launcher.patience import Patience
from qontak_line.launcher.succession import succeed
from qontak_line.launcher.web_worker import WorkerLoader

THREADS = 896
"""Each request, half-sent body and open stream holds a thread. They start when needed, and end when idle.

400 streams, 256 webhooks and 112 posts of pages (each counted where it begins) leave the rest for what is answered at
once. Answers are handed over whole, so that no thread waits for a client to read them.
"""

WAITING = 2048
"""Taken in at the same time; what comes beyond them waits in the socket's line. They hold memory, and no thread."""

FILES = 8192
"""File descriptors: connections, the database's, those to LINE."""

HTTP1 = HTTP1Settings(
    header_read_timeout=30_000,  # milliseconds; also for the next request on a kept connection
    max_buffer_size=32 * 1024,  # bytes of headers, and of what a client does not read
)

STOP_WITHIN = 6
"""Seconds that workers may take to end after SIGTERM; then they are killed."""

TAKEN_IN_S = 0.1
"""How long the workers are given, at the end, for those who came before the door closed."""

log = logging.getLogger("qontak_line.launcher")


class WebServer:
    """Serves on a socket that is listening already, and replaces workers that die.

    `was_ready`: set by others once the app has answered. A worker that dies before that will not do better next time.
    """

    def __init__(self, settings: Settings, doorway: socket.socket) -> None:
        self.was_ready = threading.Event()
        self._settings = settings
        self._doorway = doorway
        self._stopping = threading.Event()
        self._granian: _Granian | None = None

    def serve(self) -> bool:
        """Serve until SIGTERM, SIGINT or `stop()`: True; or until workers die again and again: False.

        Belongs into the main thread, because of the signals.
        """
        _allow_files()
        patience = Patience(deaths=5)
        while not self._stopping.is_set():
            self._granian = _Granian(self._settings, self._doorway, self._stopping)
            try:
                self._granian.serve(target_loader=WorkerLoader(self._settings), wrap_loader=False)
            except SystemExit as end:
                if not end.code:
                    raise
                # A worker died twice within seconds, or while we were ending.
                if not self._stopping.is_set() and not (self.was_ready.is_set() and patience.is_left()):
                    return False
                log.warning("starting the web server anew")
        return True

    def stop(self) -> None:
        """End `serve()`; may be called from any thread."""
        self._stopping.set()
        if self._granian is not None:
            self._granian.signal_handler_interrupt()


def _allow_files() -> None:
    """As many as we need, if the system lets us; many systems begin with 1024."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class _Granian(MPServer):  # type: ignore[misc]
    """granian on a socket of ours. By itself each of its workers would open one, and callers be refused between two."""

    def __init__(self, settings: Settings, doorway: socket.socket, stopping: threading.Event) -> None:
        super().__init__(
            target="qontak_line.serve:start",
            interface=Interfaces.WSGI,
            workers=settings.web_concurrency,
            blocking_threads=THREADS,
            backpressure=WAITING,
            http=HTTPModes.http1,  # else it waits for ever to learn the version from a client who says nothing
            http1_settings=HTTP1,
            backlog=BACKLOG,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_WITHIN,
            log_level=LogLevels.error,
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
        )
        self._doorway = doorway
        self._stopping = stopping
        self.main_loop_interrupt = Interrupt(stopping)

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        self._stopping.set()
        super().signal_handler_interrupt(*args, **kwargs)

    def _reload(self, spawn_target: Any, target_loader: WorkerLoader) -> None:
        """SIGHUP: the workers one after the other, and no further once we are told to end or one can not begin."""
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        for number in range(self.workers):
            spawn = partial(self._spawn_worker, number, spawn_target, target_loader)
            if not succeed(self, number, spawn, target_loader.ready, self._stopping, STOP_WITHIN):
                return

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sso = self._doorway
        self._sfd = self._doorway.fileno()
        self._shd = SocketHolder(self._sfd, False, BACKLOG)
        if self._stopping.is_set():  # the signal came before this server listened to signals
            self.signal_handler_interrupt()

    def _drop_shared_socket(self) -> None:
        """It is the launcher's. Once we end, nobody may stand in a line that is not served: they are refused instead.

        The workers still take in whom the line holds now; only then are they told to end.
        """
        if self._stopping.is_set():
            with contextlib.suppress(OSError):  # some systems know no such thing for a listening socket
                self._doorway.shutdown(socket.SHUT_RDWR)
            time.sleep(TAKEN_IN_S)
