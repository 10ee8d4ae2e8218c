"""A process fails on purpose only when a test's environment says so, at the time that it says, and once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from qontak_line import failpoints
from qontak_line.config import ROOT, SettingError
from qontak_line.failpoints import Reached, arm, fail
from tests.launcher.programs import clean_environ, started, wait_for

POINT, OTHER = "deliver.answered", "deliver.claimed"
COME_BY = """
import sys
from qontak_line.failpoints import arm, fail
arm()
for name in sys.argv[1:]:
    print(name, flush=True)
    fail(name)
"""


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm({})
    failpoints.hooks.clear()


def told(fail: str, **more: str) -> dict[str, str]:
    return {"QL_TEST": "1", "QL_FAIL": fail, **more}


def test_without_a_word_nothing_happens() -> None:
    arm({})
    assert failpoints.hooks == []
    fail(POINT)


def test_hooks_hear_of_every_point() -> None:
    heard: list[str] = []
    failpoints.hooks.append(heard.append)
    fail(POINT)
    assert heard == [POINT]


def test_it_happens_the_nth_time_and_not_again() -> None:
    arm(told(f"{POINT}:2:raise, {OTHER}:1:raise"))
    fail(POINT)
    for name in (POINT, OTHER):
        with pytest.raises(Reached, match=name):
            fail(name)
    for name in (POINT, OTHER):
        fail(name)


def test_to_arm_again_is_to_begin_anew() -> None:
    arm(told(f"{POINT}:2:raise"))
    fail(POINT)
    arm(told(f"{POINT}:2:raise"))
    fail(POINT)
    assert len(failpoints.hooks) == 1


def test_what_is_spent_does_not_happen_in_the_next_process(tmp_path: Path) -> None:
    spent = tmp_path / "spent"
    for _ in range(3):
        arm(told(f"{POINT}:1:raise,{POINT}:2:raise", QL_FAIL_SPENT=str(spent)))
        for _ in range(2):
            try:
                fail(POINT)
            except Reached:
                assert spent.read_text()
    assert spent.read_text().splitlines() == [f"{POINT}:1:raise", f"{POINT}:2:raise"]


def test_threads_that_come_by_together_are_counted_apart() -> None:
    arm(told(f"{POINT}:50:raise"))
    raised: list[Reached] = []

    def come_by() -> None:
        for _ in range(10):
            try:
                fail(POINT)
            except Reached as reached:
                raised.append(reached)

    threads = [threading.Thread(target=come_by) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(raised) == 1


@pytest.mark.parametrize("missing", [{}, {"QL_TEST": ""}, {"QL_TEST": "0"}, {"QL_TEST": "yes"}])
def test_outside_of_tests_it_is_refused(missing: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=r"QL_FAIL: .*tests alone"):
        arm({"QL_FAIL": f"{POINT}:1:kill", **missing})
    assert failpoints.hooks == []


@pytest.mark.parametrize(
    "wrong",
    [
        "deliver.unheard_of:1:kill",
        POINT,
        f"{POINT}:1",
        f"{POINT}:0:kill",
        f"{POINT}:-1:kill",
        f"{POINT}:1:explode",
        f"{POINT}:1:sleep",
        f"{POINT}:1:sleep=1.2.3",
        f"{POINT}:1:kill,",
        f"{POINT}:1:kill;{OTHER}:1:kill",
    ],
)
def test_what_nobody_understands_is_refused(wrong: str) -> None:
    with pytest.raises(SettingError, match="QL_FAIL: "):
        arm(told(wrong))


@pytest.mark.process
def test_it_kills_and_it_sleeps() -> None:
    command = [sys.executable, "-c", COME_BY, OTHER, POINT, "deliver.recorded"]
    environ = {**clean_environ(), **told(f"{OTHER}:1:sleep=0.01,{POINT}:1:kill")}
    ended = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.split() == [OTHER, POINT]


@pytest.mark.process
def test_it_stops_until_somebody_lets_it_go_on() -> None:
    command = [sys.executable, "-c", COME_BY, POINT, OTHER]
    environ = {**clean_environ(), **told(f"{POINT}:1:stop")}
    with subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        wait_for(lambda: psutil.Process(process.pid).status() == psutil.STATUS_STOPPED, 20)
        os.kill(process.pid, signal.SIGCONT)
        said, _ = process.communicate(timeout=20)
    assert (process.returncode, said.split()) == (0, [POINT, OTHER])


@pytest.mark.process
@pytest.mark.parametrize("command", ["run", "demo", "worker"])
def test_no_command_starts_with_it(tmp_path: Path, command: str) -> None:
    settings = {"QL_FAIL": f"{POINT}:1:kill", "SECRET_KEY": "k" * 32, "ENCRYPTION_KEYS": "A" * 43 + "="}
    scaled = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x", "REDIS_URL": "redis://127.0.0.1:9"}
    with started(tmp_path, command, **settings, **(scaled if command == "worker" else {})) as program:
        assert program.process.wait(30) == 1
        assert program.text.splitlines()[-1].startswith("qontak_line: QL_FAIL: ")
        assert "Traceback" not in program.text
