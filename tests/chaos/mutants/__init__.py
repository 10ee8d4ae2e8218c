"""Planted faults: the judge is judged. Each must be found, by a check that is there for it, within a minute."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.chaos.mutants import answers, ingest, walls, webhooks
from tests.chaos.mutants.planted import Edit
from tests.chaos.profiles import PROFILES
from tests.chaos.run import Run

MUTANTS = {mutant.name: mutant for mutant in (*webhooks.MUTANTS, *ingest.MUTANTS, *answers.MUTANTS, *walls.MUTANTS)}
CONTROL = ":control"
"""Behind a name: its circumstances without its fault, which must not be found then."""
HEALTHY = "healthy"
"""No fault at all, in the same small run: the judge must stay silent."""


def hunt(names: Sequence[str], seed: int) -> bool:
    """Plant the named ones (all, when none is named) one after the other; whether all were found."""
    missed = []
    controls = [name + CONTROL for name, mutant in MUTANTS.items() if mutant.circumstances]
    for name in names or [HEALTHY, *MUTANTS, *controls]:
        begun = time.monotonic()
        report = run(name, seed)
        found = verdict(name, report)
        if found is None:
            missed.append(name)
            found = f"MISSED; {report['violations'] or 'nothing was found wrong'}"
        print(f"{name:28} {time.monotonic() - begun:5.1f} s  {found}", flush=True)
    return not missed


def run(name: str, seed: int) -> dict[str, Any]:
    """The report of a small run with that fault in the program."""
    mutant = MUTANTS.get(name.removesuffix(CONTROL))
    small = PROFILES["mutant"]
    if mutant is None:
        profile = replace(small, disconnects=1, long_outages=1)
    else:
        profile = replace(small, deck=mutant.deck or small.deck, **mutant.needs)  # type: ignore[arg-type]
    folder = Path(tempfile.mkdtemp(prefix="qontak_line-mutant-"))
    try:
        module = ("tests.chaos.mutant", name) if mutant else ("qontak_line.launcher.run",)
        return Run(profile, "sqlite", seed, folder, module=module, prepare=mutant.prepare if mutant else None).go()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def verdict(name: str, report: dict[str, Any]) -> str | None:
    """What found it, or None."""
    wrong: dict[str, list[str]] = report["violations"]
    if name == HEALTHY:
        return None if wrong else "nothing wrong, rightly"
    mutant = MUTANTS[name.removesuffix(CONTROL)]
    told = [
        f"{check}: {words}" for check in mutant.found_by for words in wrong.get(check, ()) if mutant.saying in words
    ]
    if name.endswith(CONTROL):
        return None if told else "not found, rightly"
    return told[0] if told else None


def edits_of(name: str) -> tuple[Edit, ...]:
    """What a process with that fault reads otherwise."""
    mutant = MUTANTS[name.removesuffix(CONTROL)]
    return mutant.circumstances if name.endswith(CONTROL) else (*mutant.edits, *mutant.circumstances)
