"""A process group of the harness: begun, killed, stopped, ended; what it says goes to a file."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from qontak_line.config import ROOT


class Process:
    """Begin it in the main thread: Linux ends it with the thread that began it, and no harness leaves one behind."""

    def __init__(self, command: list[str], environ: dict[str, str], log: Path) -> None:
        self.log, self._command, self._environ = log, command, environ
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.kill)

    def begin(self) -> None:
        command = self._command
        if shutil.which("setpriv"):
            command = ["setpriv", "--pdeathsig=KILL", *command]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                process_group=0,
            )

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def children(self) -> list[psutil.Process]:
        """Its living children, oldest first."""
        try:
            found: list[psutil.Process] = psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [child for child in found if is_living(child)]

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def terminate(self, within: float = 15.0) -> int:
        """SIGTERM, and its exit status; killed when it takes longer than `within` seconds."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL


def is_living(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def stop_for(pid: int, seconds: float) -> None:
    """SIGSTOP, a sleep, SIGCONT."""
    try:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
