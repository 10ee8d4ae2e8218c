"""How long the server takes for a page, at a thousand messages and at a million, request by request in turns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from qontak_line.db import db
from tests.bench.arithmetic import percentile, ratios, spread
from tests.bench.company_pages import Company, opened
from tests.bench.figures import Bound, Figure
from tests.bench.house import new_app, settings_in
from tests.bench.kept import kept
from tests.bench.plan import Plan
from tests.bench.seed import LARGE, SMALL, Shape, seed

GROWTH = Bound(1.3, 1.1)
SLOWEST_MS = Bound(25, 12)
LEAST_ROUNDS = 8

MEDIUM = Shape(messages=100_000, conversations=10_000, longest=2_000)
"""For the quick run."""


def pages(plan: Plan) -> list[Figure]:
    """On SQLite. What is measured is the WSGI call: no network, no browser."""
    shape = MEDIUM if plan.is_quick else LARGE
    folder, told = kept(f"company-{shape.messages}", partial(_seed, shape))
    small = opened(plan.folder / "small", _seed(SMALL, plan.folder / "small"))
    large = opened(folder, told)
    since = time.monotonic()
    for number in range(-3, 12 if plan.is_quick else 60):
        if number >= LEAST_ROUNDS and time.monotonic() - since > plan.patience_s:
            break
        _round(small, large, number)
    for _ in range(3):
        for name, asked in large.searches().items():
            large.ask(name, asked)
    return [
        *(figure for name in small.pages(0) for figure in _of_page(name, small, large, shape)),
        *(_of_search(name, large, shape) for name in large.searches()),
    ]


def _round(small: Company, large: Company, number: int) -> None:
    """Each page once of each; what comes before round 0 is for warming up."""
    if number == 0:
        for company in (small, large):
            company.wall.clear()
            company.cpu.clear()
    for name in small.pages(number):
        for company in (small, large) if number % 2 else (large, small):
            company.ask(name, company.pages(number)[name])


def _of_page(name: str, small: Company, large: Company, shape: Shape) -> Iterator[Figure]:
    """A growth is told where both answers are equally full; else it would compare the templates' work."""
    many = large.wall[name]
    yield Figure(f"{name} p50", f"{name}: p50 at {shape.messages:,}", spread(many), "ms")
    yield Figure(f"{name} p95", f"{name}: p95 at {shape.messages:,}", spread([percentile(many, 95)]), "ms", SLOWEST_MS)
    yield Figure(f"{name} cpu", f"{name}: processor time at {shape.messages:,}", spread(large.cpu[name]), "ms")
    if 0.9 < large.sizes[name] / small.sizes[name] < 1.1:
        growth = ratios(many, small.wall[name])
        yield Figure(f"{name} growth", f"{name}: {shape.messages:,} ÷ {SMALL.messages:,}", growth, "", GROWTH)


def _of_search(name: str, large: Company, shape: Shape) -> Figure:
    return Figure(name, f"{name}: at {shape.messages:,}", spread(large.wall[name]), "ms")


def _seed(shape: Shape, folder: Path) -> dict[str, Any]:
    app = new_app(settings_in(folder))
    with app.app_context():
        told = seed(db.engine, shape)
        db.session.remove()
        db.engine.dispose()
    return asdict(told)
