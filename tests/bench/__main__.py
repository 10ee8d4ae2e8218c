"""`python -m tests.bench [--quick] [--json FILE] [SECTION…]`: what `bin/bench` runs."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.figures import Figure, heading, table
from tests.bench.journal_cost import journal_cost
from tests.bench.kept import FOLDER
from tests.bench.machine import machine
from tests.bench.plan import Plan, Skipped
from tests.bench.throughput import on_postgres, on_sqlite

SECTIONS: dict[str, tuple[str, Callable[[Plan], list[Figure]]]] = {
    "sqlite": ("Webhooks on SQLite, synchronous=FULL", on_sqlite),
    "postgres": ("Webhooks on PostgreSQL, synchronous_commit=on", on_postgres),
    "journal": ("The journal as it grows, SQLite", journal_cost),
}


def main() -> int:
    """The exit status: 0 when every section that could run did; a figure that misses what it must is no failure."""
    asked = _asked()
    FOLDER.mkdir(exist_ok=True)
    told: dict[str, list[Figure]] = {}
    failed: dict[str, str] = {}
    print(f"{machine(FOLDER)}\n\n{heading()}", flush=True)
    for name in asked.section or SECTIONS:
        _run(name, asked.quick, told, failed)
    figures = [figure for found in told.values() for figure in found]
    if asked.json:
        asked.json.write_text(
            json.dumps(
                {name: [figure.as_json() for figure in found] for name, found in told.items()},
                indent=2,
                ensure_ascii=False,
            )
            + "\n"
        )
    _close(figures, failed)
    return 1 if failed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/bench", description="Measure the program beside its peers.")
    parser.add_argument(
        "section", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all when none is named"
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter slices: below two minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    asked = parser.parse_args()
    unknown = set(asked.section) - set(SECTIONS)
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return asked


def _run(name: str, is_quick: bool, told: dict[str, list[Figure]], failed: dict[str, str]) -> None:
    title, measure = SECTIONS[name]
    print(f"\n{title}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=FOLDER))
    since = time.monotonic()
    try:
        told[name] = measure(Plan(folder, is_quick))
        print(table(told[name]))
    except Skipped as reason:
        print(f"left out: {reason}")
    except Exception as problem:
        failed[name] = f"{type(problem).__name__}: {problem}"
        print(f"FAILED: {failed[name]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"({time.monotonic() - since:.0f} s)", flush=True)


def _close(figures: Sequence[Figure], failed: dict[str, str]) -> None:
    missed = [figure.name for figure in figures if figure.is_missed]
    print(f"\n{len(figures)} figures, {len(missed)} miss what they must, {len(failed)} sections failed")
    for name, reason in failed.items():
        print(f"  {name}: {reason}")


if __name__ == "__main__":
    sys.exit(main())
