"""A running simulator: for tests in a thread of theirs, for people as a process of its own."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from qontak_line.simulator.app import create_simulator, stop_simulator
from qontak_line.simulator.door import BACKLOG, Door
from qontak_line.simulator.platform import Platform


class DoorServer(ThreadedWSGIServer):
    """Accepts nothing while the door is closed. `door`: set before it serves."""

    door: Door

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        if not self.door.is_open:
            self.door.wait_open(0.5)
            raise OSError("the door was closed")  # whether anybody waits now is asked anew, since accept() may block
        return super().get_request()


class QuietHandler(WSGIRequestHandler):
    """Errors are logged, plain requests are not: the ledger has them, and phones ask every second."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass(frozen=True)
class SimulatorServer:
    """`url` is its origin without a slash at the end."""

    url: str
    app: Flask
    platform: Platform
    stop: Callable[[], None]


def listen(app: Flask, host: str, port: int) -> DoorServer:
    """A threaded server on that address (port 0: any free one). Raise OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
        # Werkzeug would print its own words about a taken port and exit, so it gets a socket that listens already.
        server = DoorServer(host, listener.getsockname()[1], app, QuietHandler, fd=listener.fileno())
    finally:
        listener.close()  # the server holds a duplicate
    server.door = app.extensions["simulator"].door
    server.door.attach(server.socket)
    return server


def run_in_thread(state_path: Path, *, host: str = "127.0.0.1", port: int = 0, **options: Any) -> SimulatorServer:
    """Start a simulator on a free loopback port; *options* are those of `create_simulator`."""
    app = create_simulator(state_path, **options)
    server = listen(app, host, port)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), name="simulator", daemon=True)
    thread.start()

    def stop() -> None:
        app.extensions["simulator"].stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=2)
        stop_simulator(app)

    return SimulatorServer(f"http://{host}:{server.port}", app, app.extensions["simulator"], stop)
