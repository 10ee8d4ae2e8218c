"""The program and a LINE of its own, both as real servers in this process, and what went wrong in them."""

from __future__ import annotations

import logging
import shutil
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from qontak_line import serve
from qontak_line.app import create_app
from qontak_line.jobs import Jobs
from qontak_line.simulator import SimulatorServer, run_in_thread
from tests.conftest import settings_for
from tests.e2e.csp_desk import PATH, CspDesk

WORKERS = 4


@dataclass(frozen=True)
class House:
    """`troubles`: what the Content-Security-Policy stopped, and what the program logged as an error."""

    url: str
    app: Flask
    line: SimulatorServer
    troubles: list[str] = field(default_factory=list)


@contextmanager
def open_house(data_dir: Path, empty_database: Path) -> Iterator[House]:
    """A program without users, its workers running, and a seeded simulator that it takes for LINE."""
    shutil.copy(empty_database, data_dir / "qontak_line.sqlite3")
    line = run_in_thread(data_dir / "line.sqlite3")
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(settings_for(data_dir, PUBLIC_URL=url, LINE_API_URL=line.url))
    app.config["PASSWORD_COST"] = (1, 8, 1)  # as cheap as argon2 gets
    app.config["CSP_REPORT_URI"] = PATH
    house = House(url, app, line)
    listening_ear = _Ear(house.troubles)
    logging.getLogger("qontak_line").addHandler(listening_ear)
    jobs: Jobs = app.extensions["jobs"]
    jobs.start(WORKERS)
    stop_serving = _serve(CspDesk(app, house.troubles), listener)
    try:
        yield house
    finally:
        serve.stop(app, within=2)
        stop_serving()
        line.stop()
        logging.getLogger("qontak_line").removeHandler(listening_ear)


class _Ear(logging.Handler):
    """Writes down errors, also those of worker threads."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._troubles = troubles

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        self._troubles.append(f"{record.name}: {record.getMessage()} {cause!r}")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Requests, and browsers that close a stream, are no news."""


def _serve(app: Callable[..., Iterable[bytes]], listener: socket.socket) -> Callable[[], None]:
    """Serve in a thread; gives what ends it."""
    host, port = listener.getsockname()
    server: Any = make_server(host, port, app, threaded=True, fd=listener.fileno(), request_handler=_Quiet)
    server.daemon_threads = True
    server.block_on_close = False
    listener.close()  # the server holds a duplicate
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(timeout=2)

    return stop
