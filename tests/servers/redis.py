"""A throw-away Redis on loopback, from the installed `redis-server`; nothing of it is kept.

    server = Redis()            # on a free port, which stays the same
    server.url                  # for REDIS_URL
    server.flush()              # wipe it: nothing may be lost by that
    server.stop(); server.start()

It ends with this process at the latest. `is_installed()` says whether there is one.
"""

from __future__ import annotations

import atexit
import shutil
import socket
import subprocess
import time

import redis

from tests.servers import home

START_WITHIN = 10.0


def is_installed() -> bool:
    return shutil.which("redis-server") is not None


class Redis:
    """A running server. Over a restart it forgets everything, as one without a disk does."""

    def __init__(self) -> None:
        self.port = home.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._home = home.make_home("redis", in_memory=True)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Give back when it answers. Call it from a thread that outlives the server, best the main one."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = home.begin(["redis-server", *options, "--dir", str(self._home)], self._home)
        atexit.register(self.stop)
        deadline = time.monotonic() + START_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Redis does not start: {(self._home / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
