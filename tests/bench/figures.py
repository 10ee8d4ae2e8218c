"""What is measured, and the lines that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.arithmetic import Spread


@dataclass(frozen=True)
class Bound:
    """`must` is promised, `reach` is hoped for. `is_least`: both are lower bounds, else upper ones."""

    must: float
    reach: float
    is_least: bool = False

    def is_kept(self, value: float) -> bool:
        return value >= self.must if self.is_least else value <= self.must

    def __str__(self) -> str:
        sign = "≥" if self.is_least else "≤"
        return f"{sign} {self.must:g} ({self.reach:g})"


@dataclass(frozen=True)
class Figure:
    """One line: `name` for people, `key` for machines, `unit` empty for a ratio."""

    key: str
    name: str
    spread: Spread
    unit: str = ""
    bound: Bound | None = None

    @property
    def is_missed(self) -> bool:
        return self.bound is not None and not self.bound.is_kept(self.spread.median)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_missed": self.is_missed}


_WIDTHS = (60, 11, 23, 16)


def heading() -> str:
    return _line("", "median", "quartiles", "must (reach for)") + "\n" + "-" * (sum(_WIDTHS) + 6)


def table(figures: Sequence[Figure]) -> str:
    """A line for each figure; those that miss what they must are marked at the end."""
    return "\n".join(_told(figure) for figure in figures)


def _told(figure: Figure) -> str:
    spread, unit = figure.spread, figure.unit
    quartiles = "" if spread.low == spread.high else f"{_number(spread.low)} – {_number(spread.high)}"
    bound = str(figure.bound or "")
    line = _line(figure.name, f"{_number(spread.median)} {unit}".strip(), quartiles, bound)
    return line + ("  MISSED" if figure.is_missed else "")


def _line(name: str, median: str, quartiles: str, bound: str) -> str:
    a, b, c, d = _WIDTHS
    return f"{name:<{a}} {median:>{b}}  {quartiles:>{c}}  {bound:>{d}}"


def _number(value: float) -> str:
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
