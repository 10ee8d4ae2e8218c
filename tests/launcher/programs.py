"""Start the real commands as processes, and look at what they do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

from qontak_line.config import ROOT

START_WITHIN = 30.0
STOP_WITHIN = 10.0


class Program:
    """A running command in a process group of its own."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path, url: str) -> None:
        self.process = process
        self.folder = output.parent
        self.url = url
        self._output = output

    @property
    def text(self) -> str:
        return self._output.read_text()

    def children(self) -> list[psutil.Process]:
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if _group(child) is not None]

    def group(self) -> list[psutil.Process]:
        """Every living process of the group, wherever it hangs by now."""
        return [process for process in psutil.process_iter() if _group(process) == self.process.pid]

    def wait_ready(self) -> None:
        wait_for(lambda: self.process.poll() is not None or self.is_ready(), START_WITHIN)
        assert self.is_ready(), self.text

    def wait_said(self, words: str, seconds: float = START_WITHIN) -> None:
        wait_for(lambda: self.process.poll() is not None or words in self.text, seconds)
        assert words in self.text, self.text

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.RequestException:  # also a timeout: callers wait in line while a worker starts
            return False

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal that one process, and give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(STOP_WITHIN)


@contextmanager
def started(folder: Path, command: str, **settings: str) -> Iterator[Program]:
    """`bin/COMMAND` on free ports with its data in `folder/data`; whatever is left of it afterwards is killed."""
    port = free_port()
    environ = clean_environ() | {"DATA_DIR": str(folder / "data"), "PORT": str(port)} | settings
    output = folder / f"output-{port}"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [ROOT / "bin" / command],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=folder,
            process_group=0,
        )
        program = Program(process, output, f"http://127.0.0.1:{environ['PORT']}")
        try:
            yield program
        finally:
            for left in program.group():
                left.kill()
            process.wait()


def clean_environ() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


def _group(process: psutil.Process) -> int | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else os.getpgid(process.pid)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return None
