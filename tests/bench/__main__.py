"""`python -m tests.bench [--quick] [--json FILE] [SECTION…]`: what `bin/bench` runs."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.fan_out import fan_out
from tests.bench.figures import Figure, heading, table
from tests.bench.journal_cost import journal_cost
from tests.bench.kept import FOLDER
from tests.bench.machine import machine
from tests.bench.pages import pages
from tests.bench.plan import Plan, Skipped
from tests.bench.start_up import start_up
from tests.bench.throughput import on_postgres, on_sqlite

SECTIONS: dict[str, tuple[str, Callable[[Plan], list[Figure]]]] = {
    "sqlite": ("Webhooks on SQLite, synchronous=FULL", on_sqlite),
    "postgres": ("Webhooks on PostgreSQL, synchronous_commit=on", on_postgres),
    "journal": ("The journal as it grows, SQLite", journal_cost),
    "pages": ("Time of the server for a page, SQLite", pages),
    "live": ("Live updates through real connections, SQLite", fan_out),
    "start": ("Start, and memory at rest", start_up),
}


def main() -> int:
    """The exit status: 0 when every section that could run did; a figure that misses what it must is no failure."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what we started ends with us
    FOLDER.mkdir(exist_ok=True)
    told: dict[str, list[Figure]] = {}
    failed: dict[str, str] = {}
    where = machine(FOLDER)
    print(f"{where}\n\n{heading()}", flush=True)
    for name in asked.section or SECTIONS:
        _run(name, asked.quick, told, failed)
    if asked.json:
        figures = {name: [figure.as_json() for figure in found] for name, found in told.items()}
        found = {"machine": where, "is_quick": asked.quick, "failed": failed, "figures": figures}
        asked.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    _close(told, failed)
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


def _close(told: dict[str, list[Figure]], failed: dict[str, str]) -> None:
    """What it must show, once more and alone."""
    bound = {name: [figure for figure in figures if figure.bound] for name, figures in told.items()}
    missed = [figure for figures in bound.values() for figure in figures if figure.is_missed]
    print("\n== What it must show")
    for name, figures in bound.items():
        if figures:
            print(f"{SECTIONS[name][0]}\n{table(figures)}")
    print(f"\n{len(missed)} of {sum(map(len, bound.values()))} miss what they must; {len(failed)} sections failed")
    for name, reason in failed.items():
        print(f"  {name}: {reason}")


if __name__ == "__main__":
    sys.exit(main())
