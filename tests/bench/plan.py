"""How much is measured: the full run stays below ten minutes, the quick one below two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LEAST_ROUNDS = 3


@dataclass(frozen=True)
class Plan:
    """`folder`: on a real disk, emptied afterwards. `is_quick`: the smaller of the two profiles."""

    folder: Path
    is_quick: bool = False

    @property
    def rounds(self) -> int:
        """Of slices in turns, at most."""
        return 3 if self.is_quick else 5

    @property
    def slice_s(self) -> float:
        """How long each is under load, in seconds."""
        return 0.7 if self.is_quick else 3.0

    @property
    def patience_s(self) -> float:
        """A section that has taken longer begins no further round, once it has `LEAST_ROUNDS`."""
        return 25.0 if self.is_quick else 120.0


class Skipped(Exception):
    """Something that this section needs is not installed; the text says what."""


class Wrong(Exception):
    """What was measured did not do what it must, so that its figures mean nothing."""
