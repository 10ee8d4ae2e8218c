"""A run in a file: what is needed to play it again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from qontak_line.config import ROOT
from tests.chaos.profiles import Profile
from tests.chaos.run import Run
from tests.chaos.schedule import Step

KEPT = ROOT / "artifacts" / "chaos"


def saved(run: Run, file: Path) -> None:
    steps = [step.told() for step in run.steps]
    file.write_text(json.dumps({"profile": run.profile.name, "db": run.db, "seed": run.seed, "steps": steps}, indent=1))


def replayed(file: Path, profiles: dict[str, Profile], folder: Path) -> Run:
    told = json.loads(file.read_text())
    steps = [Step(**step) for step in told["steps"]]
    return Run(profiles[told["profile"]], told["db"], told["seed"], folder, steps=steps)


def keep(run: Run, folder: Path) -> str:
    """Put away what a run left: logs, ledger, database, schedule. Gives the words that tell how to play it again."""
    kept = KEPT / f"{run.db}-{run.profile.name}-{run.seed}"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder, kept, ignore_dangling_symlinks=True)
    here = kept.relative_to(ROOT)
    return f"kept in {here}; again: python -m tests.chaos --replay {here}/schedule.json"
