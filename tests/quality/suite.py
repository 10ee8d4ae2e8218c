"""Behind `bin/test`: `python -m tests.quality.suite [--fast] [--all] [PYTEST ARGUMENT...]`.

Without arguments for pytest: the quick tests side by side, then those that start programs or browsers one at a time,
then what keeps rows once more on PostgreSQL. With arguments: one pytest run with exactly these. At the end it says what
was left out; with `--all`, or CI=true in the environment, that counts as a failure.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

import pytest

from qontak_line.config import setting_names
from tests.quality import engines
from tests.quality.left_out import LeftOut
from tests.servers import postgres

NOTHING_COLLECTED = 5
SERIAL = "e2e or process"
DEATHS = "tests/chaos/points"
"""Its programs are small and keep to themselves, so that two at a time do not disturb each other."""
ON_POSTGRESQL = ["--db", "postgresql"]
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
ROOM = 2_000_000_000


def main(arguments: list[str]) -> int:
    """Exit status: 0 when every test passed (and, with --all, none was left out), else 1."""
    forget_settings()
    fast, everything = "--fast" in arguments, "--all" in arguments or os.environ.get("CI") == "true"
    chosen = [argument for argument in arguments if argument not in ("--fast", "--all")]
    left_out = LeftOut()
    missing = [] if fast else [*choose_engines(), *lacking_servers()]
    statuses = [int(pytest.main(run, plugins=[left_out])) for run in runs(chosen, fast)]
    failed = any(status not in (0, NOTHING_COLLECTED) for status in statuses)
    if all(status == NOTHING_COLLECTED for status in statuses):
        print("no test was found")
        failed = True
    lines = [*missing, *(f"{count} × {reason}" for reason, count in left_out.reasons.items())]
    if fast:
        lines.append("tests with browsers, processes and PostgreSQL (--fast)")
    report(lines, failed)
    return int(failed or (everything and bool(lines)))


def forget_settings() -> None:
    """The tests bring their own; whoever runs them may have a real installation's in the environment."""
    for name in list(os.environ):
        if name in setting_names() or name.startswith(("FLASK_", "AWS_", "PYTEST_", "QL_")):
            del os.environ[name]


def choose_engines() -> list[str]:
    """Tell the browser tests (by ENGINES) what is here, unless somebody chose; and give what is missing, in words."""
    if "ENGINES" in os.environ:
        wanted = os.environ["ENGINES"].split(",")
        return [f"{engine}: not in ENGINES" for engine in engines.NEEDS if engine not in wanted]
    os.environ["ENGINES"] = ",".join(engines.present())
    return [
        f"{engine}: {', '.join(absent)} not installed"
        for engine in engines.NEEDS
        if (absent := engines.lacking(engine))
    ]


def runs(chosen: list[str], fast: bool) -> list[list[str]]:
    """The arguments of each pytest run."""
    if chosen:
        return [[*chosen, "-m", f"not ({SERIAL})"] if fast else chosen]
    quick = ["-q", "-n", "2", "-m", f"not ({SERIAL})", *in_memory()]
    if fast:
        return [quick]
    deaths = ["-q", "-n", "2", "-m", "process", DEATHS]
    slow = ["-q", "-m", SERIAL, f"--ignore={DEATHS}"]
    again = [[*each, *ON_POSTGRESQL] for each in (quick, deaths, ["-q", "-m", "process", f"--ignore={DEATHS}"])]
    return [quick, deaths, slow, *(again if postgres.is_installed() else [])]


def lacking_servers() -> list[str]:
    return [] if postgres.is_installed() else ["all that keeps rows, once more on PostgreSQL: not installed"]


def in_memory() -> list[str]:
    """Where the quick tests keep their files: in memory if there is room, since each commit waits for the disk."""
    try:
        if shutil.disk_usage(MEMORY).free < ROOM:
            return []
        folder = tempfile.mkdtemp(prefix="qontak_line-tests-", dir=MEMORY)
    except OSError:
        return []
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return [f"--basetemp={folder}/run"]


def report(left_out: list[str], failed: bool) -> None:
    print()
    for line in left_out:
        print(f"left out: {line}")
    if not left_out:
        print("left out: nothing")
    print("FAILED" if failed else "passed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
