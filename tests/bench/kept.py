"""Large databases are seeded once, and kept in `.bench` for as long as neither schema nor seed has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qontak_line.config import ROOT

FOLDER = ROOT / ".bench"

_SOURCES = ("qontak_line/migrations/versions/*.py", "tests/bench/seed*.py", "tests/bench/company/*.py")


def kept(name: str, make: Callable[[Path], dict[str, Any]]) -> tuple[Path, dict[str, Any]]:
    """A data directory with what `make` put into it, and what it told (as JSON can hold it)."""
    folder = FOLDER / f"{name}-{_version()}"
    if not (folder / "told.json").exists():
        for outdated in FOLDER.glob(f"{name}-*"):
            shutil.rmtree(outdated)
        folder.mkdir(parents=True)
        told = make(folder)
        (folder / "told.json").write_text(json.dumps(told))  # last: whoever finds it finds all
    return folder, json.loads((folder / "told.json").read_text())


def _version() -> str:
    found = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
