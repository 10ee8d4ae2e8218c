"""What it costs to store an event, in an empty journal and in one of a million rows, batch by batch in turns."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from qontak_line.actions import journal
from qontak_line.db import db
from tests.bench.arithmetic import ratios, spread
from tests.bench.figures import Bound, Figure
from tests.bench.house import new_app, settings_in
from tests.bench.kept import kept
from tests.bench.plan import Plan
from tests.bench.seed_events import seed_events
from tests.bench.webhooks import bodies
from tests.factories import make_channel, make_organization

BATCH = 64
"""As many wait for one commit when that many connections are busy."""
BATCHES = 40
"""In a slice: enough that each holds a checkpoint of the database's log."""


@dataclass
class _Journal:
    """One of the two, and its time per event in each slice, in microseconds."""

    app: Flask
    channel_id: int
    bot_id: str
    waiting: list[Any] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def write(self, entry: Any) -> bool:
        """Stands where the writer does: gathers what it would find waiting."""
        self.waiting.append(entry)
        return True

    def measure(self) -> None:
        """One slice through the journal's own `record` and `write`; only the writing is timed."""
        self.app.extensions["journal_writer"] = self
        taken = 0.0
        with self.app.app_context():
            for _ in range(BATCHES):
                for body in bodies(BATCH, self.bot_id):
                    journal.record(self.channel_id, body, destination=self.bot_id)
                since = time.perf_counter()
                journal.write(self.waiting)
                taken += time.perf_counter() - since
                self.waiting.clear()
            db.session.remove()
        self.costs.append(1e6 * taken / (BATCH * BATCHES))


def journal_cost(plan: Plan) -> list[Figure]:
    rows = 200_000 if plan.is_quick else 1_000_000
    seeded, told = kept(f"journal-{rows}", partial(_seed, rows))
    shutil.copytree(seeded, plan.folder / "full")
    empty, full = _Journal(*_opened(plan.folder / "empty")), _Journal(*_opened(plan.folder / "full", told))
    for number in range(3 if plan.is_quick else 10):
        for one in (empty, full) if number % 2 else (full, empty):
            one.measure()
    return [
        Figure("empty", f"per event, in batches of {BATCH}: empty journal", spread(empty.costs), "µs"),
        Figure("full", f"per event, in batches of {BATCH}: {rows:,} rows", spread(full.costs), "µs"),
        Figure("growth", f"{rows:,} rows ÷ empty", ratios(full.costs, empty.costs), "", Bound(1.3, 1.1)),
    ]


def _opened(folder: Path, told: dict[str, Any] | None = None) -> tuple[Flask, int, str]:
    app = new_app(settings_in(folder))
    if told is None:
        told = _connect(app)
    return app, told["channel"], told["bot"]


def _connect(app: Flask) -> dict[str, Any]:
    with app.app_context():
        channel = make_channel(make_organization().id)
        return {"channel": channel.id, "bot": channel.line_bot_id}


def _seed(rows: int, folder: Path) -> dict[str, Any]:
    app = new_app(settings_in(folder))
    told = _connect(app)
    with app.app_context():
        seed_events(db.engine, told["channel"], rows)
        db.session.remove()
        db.engine.dispose()
    return told
