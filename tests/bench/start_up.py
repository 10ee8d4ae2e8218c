"""How soon `bin/run` is ready, and what it takes when nobody asks anything of it."""

from __future__ import annotations

import time

from tests.bench.arithmetic import spread
from tests.bench.consumption import resident_mb
from tests.bench.figures import Figure
from tests.bench.house import new_app, running, settings_in
from tests.bench.plan import Plan

REST_S = 3.0


def start_up(plan: Plan) -> list[Figure]:
    """Of later starts: everything is installed and the schema is the newest. New processes each time, on SQLite."""
    settings = settings_in(plan.folder / "data")
    new_app(settings)
    seconds, memory = [], []
    for number in range(3 if plan.is_quick else 7):
        since = time.perf_counter()
        with running(settings) as pid:
            seconds.append(time.perf_counter() - since)
            if number == 0:
                time.sleep(REST_S)
                memory.append(resident_mb(pid))
    return [
        Figure("start", "from bin/run to the first 200 of /readyz", spread(seconds), "s"),
        Figure("at rest", f"resident memory {REST_S:.0f} s later", spread(memory), "MB"),
    ]
