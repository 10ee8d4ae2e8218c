"""Who plays in the demo, with their passwords, and whether the scene is set: `demo.json` in its data directory."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

ROLES = {"dewi": "admin", "rina": "supervisor", "budi": "agent"}


@dataclass(frozen=True)
class Player:
    username: str
    role: str
    password: str


class Playbill:
    """Made at the first start, readable by us alone, kept afterwards."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "demo.json"
        try:
            kept = json.loads(self._file.read_text())
            self.cast = [Player(**player) for player in kept["cast"]]
            self.is_seeded = bool(kept["is_seeded"])
        except FileNotFoundError:
            self.cast = [Player(name, role, _password()) for name, role in ROLES.items()]
            self.is_seeded = False
            self._keep()

    def note_seeded(self) -> None:
        self.is_seeded = True
        self._keep()

    def _keep(self) -> None:
        text = json.dumps({"cast": [asdict(player) for player in self.cast], "is_seeded": self.is_seeded}, indent=2)
        unfinished = self._file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._file)


def _password() -> str:
    """Twelve characters in groups, without the ones that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
