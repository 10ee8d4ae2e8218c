"""Starts attackers and bursts as processes, and reads what they have to say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qontak_line.config import ROOT
from tests.launcher.programs import clean_environ
from tests.overload.house import House
from tests.overload.line_posts import Shop


class Attack:
    """`told`: once it is over, how many connections each kind opened and what they were answered."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.told: dict[str, dict[str, int]] = {}

    def end(self) -> None:
        output, _ = self._process.communicate(b"", timeout=60)
        self.told = json.loads(output or b"{}")


@contextmanager
def under_attack(house: House, users: int | None = None, **kinds: int) -> Iterator[Attack]:
    """So many attackers of each kind (`attackers.ATTACKS`) during the block; `users`: whose sessions they use."""
    more = {"COOKIES": json.dumps(house.cookies[:users]), "KEY": house.shops[-1].key}
    command = ["tests.overload.attackers", str(house.port), json.dumps(kinds)]
    attack = Attack(_module(command, stdin=subprocess.PIPE, **more))
    try:
        yield attack
    finally:
        attack.end()


def burst(house: House, events: int, seconds: float, shops: list[Shop]) -> dict[str, Any]:
    """Send so many webhooks in so many seconds; gives statuses and milliseconds once all are answered."""
    command = ["tests.overload.burst", str(house.port), str(events), str(seconds), *map(json.dumps, shops)]
    output, _ = _module(command).communicate(timeout=300)
    told: dict[str, Any] = json.loads(output)
    return told


def _module(command: list[str], stdin: int = subprocess.DEVNULL, **more: str) -> subprocess.Popen[bytes]:
    environ = clean_environ() | more | {"PYTHONPATH": os.pathsep.join([str(ROOT)])}
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environ, stdin=stdin, stdout=subprocess.PIPE
    )
