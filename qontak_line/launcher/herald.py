"""Waits until everything answers, does what is to be done then, and tells the person at the terminal."""

import re
import socket
import threading
from collections.abc import Callable, Sequence

Address = tuple[str, int]


class Herald:
    """Runs `on_ready` once, in a thread of its own, as soon as every address answers (`GET /healthz`, no 5xx)."""

    def __init__(self, addresses: Sequence[Address], on_ready: Callable[[], None]) -> None:
        self._addresses = addresses
        self._on_ready = on_ready
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="herald", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _wait(self) -> None:
        for address in self._addresses:
            while not is_answering(address):
                if self._stopping.wait(0.05):
                    return
        self._on_ready()


def is_answering(address: Address, host: str = "localhost") -> bool:
    """Ask once, waiting at most 5 s. By hand: an HTTP client would take more memory than the rest of the launcher."""
    try:
        with socket.create_connection(address, timeout=5) as connection:
            connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return re.match(rb"HTTP/1\.. [234]", connection.recv(12)) is not None
    except OSError:
        return False
