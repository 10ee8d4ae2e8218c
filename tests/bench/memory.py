"""How much memory a program takes, with all its processes."""

from __future__ import annotations

import os
import re
from pathlib import Path


def resident_mb(group: int) -> float:
    """VmRSS of every process of that process group, added up; what they share is counted more than once."""
    return sum(_resident_kb(int(path.name)) for path in Path("/proc").glob("[0-9]*") if _is_of(path, group)) / 1024


def _is_of(path: Path, group: int) -> bool:
    try:
        return os.getpgid(int(path.name)) == group
    except OSError:
        return False


def _resident_kb(number: int) -> int:
    try:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{number}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
