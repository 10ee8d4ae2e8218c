"""A web server of our own that counts who connects, and answers whatever a test wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[[socket.socket], None]


@dataclass
class Host:
    """`connections` counts every one, whatever came of it; `requests` are the bytes that were sent."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(answer: Answer) -> Iterator[Host]:
    listener = socket.create_server(("127.0.0.1", 0))
    host = Host(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def one(connected: socket.socket) -> None:
        with connected:
            try:
                host.requests.append(connected.recv(65536))
                answer(connected)
            except OSError:
                return

    def run() -> None:
        while True:
            try:
                connected, _ = listener.accept()
            except OSError:
                return
            host.connections += 1
            threads.append(threading.Thread(target=one, args=(connected,), daemon=True))
            threads[-1].start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for one_thread in threads:
            one_thread.join(2)


def answering(body: bytes, status: str = "200 OK", **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"Content-Type": "image/png", "Content-Length": str(len(body)), **given}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return lambda connected: connected.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)
