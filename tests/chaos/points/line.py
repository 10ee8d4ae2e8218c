"""LINE as a process of its own, and its ledger: what came and what was accepted, flushed before LINE answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from qontak_line.config import ROOT
from tests.launcher.programs import free_port, wait_for
from tests.simulator.steering import Steering

Entry = dict[str, Any]


class LineProcess:
    """`python -m qontak_line.simulator` with a ledger."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url, self.ledger = f"http://127.0.0.1:{port}", folder / "ledger"
        options = ["--port", str(port), "--state", str(folder / "line.sqlite3"), "--ledger", str(self.ledger)]
        self._process = subprocess.Popen([sys.executable, "-m", "qontak_line.simulator", *options], cwd=ROOT)
        wait_for(self._answers, 20)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        assert self._process.poll() is None
        try:
            return requests.get(f"{self.url}/_control/clock", timeout=5).ok
        except requests.RequestException:
            return False


class Line:
    """One account of that LINE, and the ledger's lines about it."""

    def __init__(self, process: LineProcess) -> None:
        self.url = process.url
        self.steering = Steering(process.url)
        self.steering.account = self.steering.post("/accounts", name="Toko Melati")
        self._ledger = process.ledger

    @property
    def account(self) -> dict[str, Any]:
        found: dict[str, Any] = self.steering.get(self.steering.base)
        return found

    def accepted(self) -> list[Entry]:
        """Every request to send that LINE has accepted, in its order."""
        return self._entries("acceptance")

    def requests(self) -> list[Entry]:
        """Every request to send that came and was answered."""
        return [entry for entry in self._entries("request") if entry["path"].endswith(("/push", "/reply"))]

    def _entries(self, kind: str) -> list[Entry]:
        *lines, _being_written = self._ledger.read_text().split("\n")
        entries = [json.loads(line) for line in lines]
        mine = self.steering.account["channel_id"]
        return [entry for entry in entries if entry["entry"] == kind and entry["channel_id"] == mine]
