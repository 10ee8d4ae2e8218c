"""What the figures were taken on: without it they say little."""

from __future__ import annotations

import os
import platform
import statistics
import time
from pathlib import Path


def machine(folder: Path) -> str:
    """One line; `folder` is where the databases will lie."""
    busy = os.getloadavg()[0]
    words = [
        f"{os.cpu_count()} cores (load {busy:.1f} before we began)",
        f"Python {platform.python_version()}",
        f"a flush to the disk takes {_flush_ms(folder):.2f} ms",
    ]
    return ", ".join(words)


def _flush_ms(folder: Path) -> float:
    """The median of some, each of one page; next to nothing means that it is no disk."""
    file = folder / "flush"
    taken = []
    with file.open("wb", buffering=0) as opened:
        for _ in range(20):
            opened.write(bytes(4096))
            since = time.perf_counter()
            os.fsync(opened.fileno())
            taken.append(1000 * (time.perf_counter() - since))
    file.unlink()
    return statistics.median(taken)
