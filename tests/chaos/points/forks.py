"""Gives orders to `child`, and waits for what becomes of its children."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from qontak_line.config import ROOT

PATIENCE = 60.0


class Forks:
    """One process that forks; `stop()` ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.points.child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._said: queue.SimpleQueue[dict[str, int]] = queue.SimpleQueue()
        self._ended: dict[int, int] = {}
        threading.Thread(target=self._listen, name="forks", daemon=True).start()

    def start(self, **order: Any) -> int:
        """Gives the process id of a child that is at it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        while "exit" in (told := self._said.get(timeout=PATIENCE)):
            self._ended[told["pid"]] = told["exit"]
        return told["pid"]

    def wait(self, pid: int) -> int:
        """How it ended: its exit status, or minus the signal."""
        deadline = time.monotonic() + PATIENCE
        while pid not in self._ended:
            try:
                told = self._said.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill(pid)
                raise AssertionError(f"process {pid} did not end within {PATIENCE} s") from None
            self._ended[told["pid"]] = told["exit"]
        return self._ended.pop(pid)

    def kill(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._said.put(json.loads(line))
