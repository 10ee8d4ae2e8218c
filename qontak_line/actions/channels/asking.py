"""Ask LINE one thing after the other; once it does not answer, the rest is unknown without being asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qontak_line.actions.channels.checks import Check, CheckName, Outcome
from qontak_line.line.errors import LineError, LineTimeout, LineUnreachable

Step = tuple[tuple[CheckName, ...], Callable[[], list[Check]]]
"""The checks that it decides, and the call or two that decide them; it may raise LineError."""


def ask(steps: Iterable[Step]) -> list[Check]:
    found: list[Check] = []
    is_silent = False
    for names, step in steps:
        if is_silent:
            found += unknown(names, "skipped")
            continue
        try:
            found += step()
        except (LineTimeout, LineUnreachable):
            is_silent = True
            found += unknown(names, "unreachable")
        except LineError as error:
            found += unknown(names, "unreachable", error.line_message)
    return found


def unknown(names: Iterable[CheckName], problem: str, line_message: str = "") -> list[Check]:
    particulars = {"problem": problem, **({"line_message": line_message} if line_message else {})}
    return [Check(name, Outcome.UNKNOWN, particulars) for name in names]
