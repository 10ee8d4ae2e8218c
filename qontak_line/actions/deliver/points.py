"""Named places where a process may die; a test hangs a hook on them, and without hooks they are nothing.

deliver.claimed     the claim is committed, no byte has left
deliver.answered    LINE has answered, nothing of it is recorded
deliver.recording   the record is written, not committed
deliver.recorded    the record is committed, nobody was told yet
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = ("deliver.claimed", "deliver.answered", "deliver.recording", "deliver.recorded")

hooks: list[Callable[[str], None]] = []


def reach(point: str) -> None:
    for hook in hooks:
        hook(point)
