"""How much is measured: the full run stays below ten minutes, the quick one below two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
    def least_rounds(self) -> int:
        return 2 if self.is_quick else 3

    @property
    def slice_s(self) -> float:
        """How long each is under load, in seconds."""
        return 0.5 if self.is_quick else 3.0

    @property
    def patience_s(self) -> float:
        """A section that has taken longer begins no further round, once it has `least_rounds`."""
        return 15.0 if self.is_quick else 90.0


class Skipped(Exception):
    """Something that this section needs is not installed; the text says what."""


class Wrong(Exception):
    """What was measured did not do what it must, so that its figures mean nothing."""
