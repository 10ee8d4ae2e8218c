"""What a test's environment wants to happen, and where."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qontak_line.config import SettingError
from qontak_line.failpoints.points import POINTS

_STEP = re.compile(
    r"(?P<name>[a-z_.]+):(?P<nth>[1-9][0-9]{0,5}):(?P<action>kill|stop|raise|sleep=[0-9]{1,3}(\.[0-9]{1,3})?)"
)


class Reached(Exception):
    """What `raise` raises."""


@dataclass(frozen=True)
class Step:
    name: str
    nth: int
    action: str

    def __str__(self) -> str:
        return f"{self.name}:{self.nth}:{self.action}"

    def act(self) -> None:
        if self.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.action == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        elif self.action == "raise":
            raise Reached(self.name)
        else:
            time.sleep(float(self.action.removeprefix("sleep=")))


class Plan:
    """Counts how often this process came by where, and acts when it is time."""

    def __init__(self, steps: list[Step], spent: Path | None) -> None:
        self._steps, self._spent = steps, spent
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    @classmethod
    def told_by(cls, environ: Mapping[str, str]) -> Plan | None:
        """None when nothing shall happen. Raises `SettingError`."""
        told = environ.get("QL_FAIL", "").strip()
        if not told:
            return None
        if environ.get("QL_TEST") != "1":
            raise SettingError("QL_FAIL", "makes the program fail on purpose, and is for tests alone (QL_TEST=1)")
        spent = environ.get("QL_FAIL_SPENT")
        return cls([_step(one) for one in told.split(",")], Path(spent) if spent else None)

    def __call__(self, name: str) -> None:
        with self._lock:
            self._counts[name] += 1
            due = [step for step in self._steps if (step.name, step.nth) == (name, self._counts[name])]
            due = [step for step in due if self._spend(step)]
        for step in due:
            step.act()

    def _spend(self, step: Step) -> bool:
        """Note it; whether it had not happened yet, in any process."""
        if self._spent is None:
            return True
        with self._spent.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if str(step) in file.read().decode().splitlines():
                return False
            file.write(f"{step}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        return True


def _step(told: str) -> Step:
    found = _STEP.fullmatch(told.strip())
    if found is None:
        raise SettingError("QL_FAIL", f"must look like name:nth:kill|stop|raise|sleep=SECONDS, not {told!r}")
    if found["name"] not in POINTS:
        raise SettingError("QL_FAIL", f"there is no point {found['name']!r}")
    return Step(found["name"], int(found["nth"]), found["action"])
