"""The LINE stand-in as a process of its own, and its control API."""

from __future__ import annotations

import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.chaos.process import Process
from tests.chaos.profiles import Profile
from tests.launcher.programs import clean_environ, free_port

START_WITHIN = 20.0
GOOD_FOR = 60 * 86_400
"""Seconds that reply tokens last: none may run out by the outage of a day."""


class Line:
    """`url` is its origin; `ledger` the file in which every acceptance stands."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ledger = folder / "ledger.jsonl"
        state = folder / "line.sqlite3"
        arguments = ["--port", str(self.port), "--state", str(state), "--ledger", str(self.ledger), "--no-seed"]
        command = [sys.executable, "-m", "qontak_line.simulator", *arguments]
        self._process = Process(command, clean_environ(), folder / "line.log")

    def begin(self) -> None:
        self._process.begin()
        deadline = time.monotonic() + START_WITHIN
        while True:
            try:
                self.call("GET", "/accounts")
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def end(self) -> None:
        self._process.terminate()

    def call(self, method: str, path: str, tries: int = 40, **fields: Any) -> Any:
        """One call of the control API; asked again while the door is closed by a fault."""
        for last in range(tries, 0, -1):
            try:
                return self._call(method, path, fields)
            except ConnectionError:
                if last == 1:
                    raise
                time.sleep(0.1)
        raise AssertionError

    def _call(self, method: str, path: str, fields: dict[str, Any]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request(method, f"/_control{path}", json.dumps(fields) if method != "GET" else None, headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {body[:200]!r}")
        return json.loads(body)

    def account(self, channel_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", f"/accounts/{channel_id}")
        return found

    def now(self) -> int:
        """Its clock, in milliseconds."""
        return int(self.call("GET", "/clock")["now"])

    def turn(self, channel_id: str, fault: str) -> None:
        """From now on every sending request of that account meets this fault."""
        self.call("POST", f"/accounts/{channel_id}/knobs", target="send", fault=fault)

    def calm(self, channel_id: str) -> None:
        self.call("DELETE", f"/accounts/{channel_id}/knobs")

    def adopt(self, channel_id: str, chats: dict[str, str]) -> None:
        self.call("POST", f"/accounts/{channel_id}/reply-tokens", chats=chats, seconds=GOOD_FOR)

    def plan(self, seed: int, profile: Profile) -> None:
        """From now on requests to send fail as the profile wants it."""
        fields: dict[str, Any] = {"size": profile.deck_size, "faults": profile.deck, "values": profile.values}
        self.call("POST", "/fault-plan", seed=seed, **fields)
