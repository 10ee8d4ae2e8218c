"""The append-only ledger: one JSON line per message that was accepted, synced before LINE's answer leaves.

It lives outside the state file so that a judge can read it while, or after, everything else was killed.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any


class LedgerFile:
    """Appends to *path*; without a path it writes nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._file = path.open("ab") if path else None

    def append(self, entry: dict[str, Any]) -> None:
        if self._file is None:
            return
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
