"""The simulator's listening port, which a fault can close for a while: callers are refused then, as by a dead host."""

import socket
import threading
from contextlib import suppress

BACKLOG = 128
LONGEST = 60.0
DEFAULT = 1.0
"""Seconds."""


class Door:
    """Linux lets a listening socket be shut and listen again, and its port is kept meanwhile."""

    def __init__(self) -> None:
        self._listener: socket.socket | None = None
        self._lock = threading.Lock()
        self._is_open = threading.Event()
        self._is_open.set()

    def attach(self, listener: socket.socket) -> None:
        self._listener = listener

    def close_for(self, seconds: float) -> None:
        """Refuse every new connection for so long; those that are open go on. A closed door is left alone."""
        with self._lock:
            if self._listener is None or not self._is_open.is_set():
                return
            self._is_open.clear()
            address = self._listener.getsockname()
            self._listener.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):  # a port that was asked for by number is still ours
                self._listener.bind(address)
        timer = threading.Timer(min(seconds or DEFAULT, LONGEST), self._open)
        timer.daemon = True
        timer.start()

    @property
    def is_open(self) -> bool:
        return self._is_open.is_set()

    def wait_open(self, seconds: float) -> None:
        self._is_open.wait(seconds)

    def _open(self) -> None:
        with self._lock:
            if self._listener is not None and self._listener.fileno() >= 0:  # else the simulator ended meanwhile
                self._listener.listen(BACKLOG)
            self._is_open.set()
