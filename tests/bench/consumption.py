"""What a program takes, with all processes of its group: memory and processor time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def resident_mb(group: int) -> float:
    """VmRSS of each, added up; what they share is counted more than once."""
    found = (re.search(r"^VmRSS:\s+(\d+) kB", text, re.MULTILINE) for text in _read(group, "status"))
    return sum(int(match[1]) for match in found if match) / 1024


def processor_s(group: int) -> float:
    """Seconds of one core, so far, of those that are alive."""
    times = (text.rpartition(")")[2].split()[11:13] for text in _read(group, "stat"))
    return sum(int(user) + int(system) for user, system in times) / _TICKS


def _read(group: int, name: str) -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(path.name)) == group:
                yield (path / name).read_text()
        except OSError:
            pass  # it has just ended
