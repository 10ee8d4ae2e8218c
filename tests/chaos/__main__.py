"""`python -m tests.chaos`: kills, faults and traffic at once, and a judge; see CONTRIBUTING.md.

--profile ci|full|soak   how much of it
--db sqlite|pg           one process, or two web processes and two workers on PostgreSQL and Redis
--seed N                 the same seed tells the same story with the same blows
--json FILE              the report goes there too
--replay FILE            a schedule that an earlier run has saved
--mutants [NAME ...]     plant faults into the program, one after the other: each must be found

Exit status 0 when nothing was found wrong (with --mutants: when all were found).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.chaos.profiles import PROFILES
from tests.chaos.replay import keep, replayed, saved
from tests.chaos.run import Run


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.mutants is not None:
        from tests.chaos import mutants

        return 0 if mutants.hunt(options.mutants, options.seed) else 1
    folder = Path(tempfile.mkdtemp(prefix="qontak_line-chaos-"))
    if options.replay:
        run = replayed(options.replay, PROFILES, folder)
    else:
        run = Run(PROFILES[options.profile], options.db, options.seed, folder)
    saved(run, folder / "schedule.json")
    ok = False
    try:
        report = run.go()
        ok = report["ok"]
        _tell(report, folder / "report.json", *([options.json] if options.json else []))
    finally:
        if not ok:
            print(keep(run, folder))
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if ok else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--profile", choices=[name for name in PROFILES if name != "mutant"], default="ci")
    parser.add_argument("--db", choices=["sqlite", "pg"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--mutants", nargs="*", metavar="NAME")
    return parser


def _tell(report: dict[str, Any], *files: Path) -> None:
    text = json.dumps(report, indent=1, ensure_ascii=False, default=str)
    for file in files:
        file.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
