"""Serve a peer as we are served: `python -m tests.bench.peers.server NAME PORT THREADS WAITING BACKLOG`."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def serve(name: str, port: str, threads: str, waiting: str, backlog: str) -> None:
    """One worker on loopback, until SIGTERM. The numbers are those of our own server."""
    Granian(
        target=f"tests.bench.peers.{name}:app",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(threads),
        backpressure=int(waiting),
        backlog=int(backlog),
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    serve(*sys.argv[1:])
