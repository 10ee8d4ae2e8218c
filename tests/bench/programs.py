"""The processes that are measured: started in groups of their own, and ended with everything that they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from qontak_line.config import ROOT
from qontak_line.launcher.doorway import BACKLOG
from qontak_line.launcher.web import THREADS, WAITING

START_WITHIN = 30.0
STOP_WITHIN = 15.0

PEERS_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


class DidNotStart(Exception):
    """A server ended or said nothing; its own words are in the text."""


@contextmanager
def peer(folder: Path, name: str, **environ: str) -> Iterator[tuple[int, int]]:
    """Bare Flask (`bare`) or the SDK's sample (`sdk`), served as we are; gives the port and the group's id."""
    port = free_port()
    numbers = map(str, (port, THREADS, WAITING, BACKLOG))
    command = [str(PEERS_PYTHON), "-m", "tests.bench.peers.server", name, *numbers]
    with started(folder / f"{name}.log", command, {**plain_environ(), **environ}) as process:
        wait_answering(process, folder / f"{name}.log", port)
        yield port, process.pid


@contextmanager
def stand_in(folder: Path) -> Iterator[int]:
    """A LINE that tells profiles; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.stand_in", str(port)]
    with started(folder / "stand_in.log", command, plain_environ()) as process:
        wait_answering(process, folder / "stand_in.log", port)
        yield port


@contextmanager
def started(log: Path, command: Sequence[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command; what it says goes to the file `log`."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=ROOT, process_group=0
        )
    try:
        yield process
    finally:
        _end(process)


def wait_answering(process: subprocess.Popen[bytes], log: Path, port: int, path: str = "/") -> None:
    """Wait for any answer but an error of the server's. Raises `DidNotStart`."""
    deadline = time.monotonic() + START_WITHIN
    while not is_answering(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(log.read_text(errors="replace").strip()[-500:] or "it said nothing")
        time.sleep(0.01)


def is_answering(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(12)[9:10] in (b"2", b"3", b"4")
    except OSError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def plain_environ() -> dict[str, str]:
    """What every measured process gets alike; settings of whoever runs the bench do not reach them."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "MALLOC_ARENA_MAX": "2"}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_WITHIN)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # whoever is left of its group
    process.wait()
