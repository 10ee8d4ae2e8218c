"""A LINE of sockets: each connection is given to a function of the test, which may behave badly."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

Behaviour = Callable[[socket.socket], None]
Serve = Callable[[Behaviour], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server and gives its URL; each connection is closed when the behaviour returns."""
    servers: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(behave: Behaviour) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threads.append(threading.Thread(target=_accept, args=(server, behave)))
        threads[-1].start()
        return f"http://127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
    for thread in threads:
        thread.join(timeout=5)


def _accept(server: socket.socket, behave: Behaviour) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            try:
                behave(connection)
            except OSError:
                continue


def read_request(connection: socket.socket) -> bytes:
    """Head and body of one request."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += (more := connection.recv(65536))
        if not more:
            return received
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
