"""A run in a file: what is needed to play it again."""

from __future__ import annotations

import json
from pathlib import Path

from tests.chaos.profiles import Profile
from tests.chaos.run import Run
from tests.chaos.schedule import Step


def saved(run: Run, file: Path) -> None:
    steps = [step.told() for step in run.steps]
    file.write_text(json.dumps({"profile": run.profile.name, "db": run.db, "seed": run.seed, "steps": steps}, indent=1))


def replayed(file: Path, profiles: dict[str, Profile], folder: Path) -> Run:
    told = json.loads(file.read_text())
    steps = [Step(**step) for step in told["steps"]]
    return Run(profiles[told["profile"]], told["db"], told["seed"], folder, steps=steps)
