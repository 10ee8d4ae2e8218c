"""`bin/run` as a person at a terminal, a service manager and a bad day see it."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import requests
from cryptography.fernet import Fernet

from qontak_line.config import ROOT
from tests.launcher.programs import START_WITHIN, Program, clean_environ, free_port, started, wait_for

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One that runs, for tests that only look."""
    with started(tmp_path_factory.mktemp("resting"), "run") as program:
        program.wait_ready()
        yield program


def test_serves_until_one_signal_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with started(tmp_path, "run") as program:
        program.wait_ready()
        assert all(child in program.group() for child in program.children())
        assert program.end(signal.SIGTERM) == 0, program.text
        assert program.group() == []
    assert "Traceback" not in program.text


def test_ctrl_c_of_the_terminal_reaches_all_and_ends_well(tmp_path: Path) -> None:
    with started(tmp_path, "run") as program:
        program.wait_ready()
        for process in program.group():
            process.send_signal(signal.SIGINT)
        assert program.process.wait(10) == 0, program.text
        assert program.group() == []
    assert "ERROR" not in program.text


def test_a_killed_web_worker_is_replaced_and_callers_wait_for_it(tmp_path: Path) -> None:
    with started(tmp_path, "run") as program:
        program.wait_ready()
        for _ in range(3):
            for worker in program.children():
                worker.kill()
                worker.wait(5)
            assert requests.get(f"{program.url}/healthz", timeout=10).ok
        assert program.end() == 0


def test_after_kill_9_of_the_launcher_all_end_and_the_next_start_needs_no_repair(tmp_path: Path) -> None:
    with started(tmp_path, "run") as program:
        program.wait_ready()
        program.process.kill()
        program.process.wait()
        wait_for(lambda: program.group() == [], 5)
    with started(tmp_path, "run") as again:
        again.wait_ready()
        assert again.end() == 0


def test_stops_in_time_with_a_request_that_never_ends(tmp_path: Path) -> None:
    with started(tmp_path, "run") as program:
        program.wait_ready()
        host, port = program.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as half:
            half.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nhalf")
            assert program.end() == 0
        assert program.group() == []


def test_migrates_before_it_serves(resting: Program) -> None:
    with closing(sqlite3.connect(resting.folder / "data" / "qontak_line.sqlite3")) as database:
        tables = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
    assert {"alembic_version", "app_user"} <= tables


def test_nobody_else_on_the_machine_can_read_the_data(resting: Program) -> None:
    assert readable_for_others(resting.folder / "data") == []


def test_nor_what_the_command_line_makes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    environ = clean_environ() | {"DATA_DIR": str(tmp_path / "data")}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, timeout=START_WITHIN)
    assert (tmp_path / "data" / "qontak_line.sqlite3").exists()
    assert readable_for_others(tmp_path / "data") == []


def readable_for_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_one_data_directory_serves_one_instance(resting: Program) -> None:
    with started(resting.folder, "run") as second:
        assert second.process.wait(START_WITHIN) == 1
    assert len(second.text.splitlines()) == 1
    assert "DATA_DIR" in second.text
    assert resting.is_ready()


def test_rests_in_little_memory(resting: Program) -> None:
    """Resident bytes of all processes together; the promise is 220 MB."""
    everyone = [psutil.Process(resting.process.pid), *resting.children()]
    assert sum(process.memory_info().rss for process in everyone) < 180 * 1024 * 1024


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PORT", "eighty"),
        ("LINE_API_URL", "ftp://line"),
        ("HOST", "0.0.0.0"),  # noqa: S104 - refused for want of a PUBLIC_URL
        ("DATA_DIR", "/proc/version/data"),
        ("DATA_DIR", "/proc/data"),
        ("WEB_CONCURRENCY", "2"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_line_that_names_it(tmp_path: Path, setting: str, value: str) -> None:
    with started(tmp_path, "run", **{setting: value}) as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
    assert setting in program.text


def test_a_database_that_does_not_answer_ends_the_start_with_one_line(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/nothing",
        "SECRET_KEY": "s" * 48,
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }
    with started(tmp_path, "run", **given) as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
    assert "DATABASE_URL" in program.text


def test_a_taken_port_ends_the_start_with_one_line(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), started(tmp_path, "run", PORT=str(port)) as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
    assert str(port) in program.text


def test_refuses_a_demo_directory(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".demo").touch()
    with started(tmp_path, "run") as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
    assert "demo" in program.text
