"""What a planted fault is: a few lines of the program that read otherwise, in a process of the harness alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.chaos.databases import SqliteFile


@dataclass(frozen=True)
class Edit:
    """In the source of `module`, `old` (which stands there once) becomes `new`."""

    module: str
    old: str
    new: str

    def applied(self, source: str) -> str:
        """Raises `LookupError` when the program has changed so that this fault does not fit any more."""
        if source.count(self.old) != 1:
            raise LookupError(f"{self.module}: the planted fault does not fit: {self.old!r}")
        return source.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutant:
    """`found_by`: the checks of which one must speak up, `saying` these words. `circumstances`: edits that are no
    fault by themselves but make the fault show soon. `deck`, `needs`: how the small run differs.
    `prepare`: done to the database before the traffic.
    """

    name: str
    edits: tuple[Edit, ...]
    found_by: tuple[str, ...]
    saying: str = ""
    circumstances: tuple[Edit, ...] = ()
    deck: dict[str, int] = field(default_factory=dict)
    needs: dict[str, int] = field(default_factory=dict)
    prepare: Callable[[SqliteFile], None] | None = None
