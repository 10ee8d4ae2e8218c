"""`bin/worker` and a web server without workers, as somebody at a terminal sees them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from cryptography.fernet import Fernet

from tests.launcher.programs import START_WITHIN, started, wait_for
from tests.servers import postgres, redis

pytestmark = pytest.mark.process

NOWHERE = "postgresql://127.0.0.1:1/none"
SCALED = {
    "DATABASE_URL": NOWHERE,
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "only-for-tests-" * 3,
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
}


@pytest.mark.parametrize(
    ("command", "settings", "named"),
    [
        ("worker", {}, "DATABASE_URL"),
        ("worker", {**SCALED, "REDIS_URL": ""}, "REDIS_URL"),
        ("worker", {**SCALED, "WORKER_CONCURRENCY": "0"}, "WORKER_CONCURRENCY"),
        ("worker", {**SCALED, "SECRET_KEY": ""}, "SECRET_KEY"),
        ("worker", SCALED, "DATABASE_URL"),  # nobody answers there
        ("run", {"WORKER_CONCURRENCY": "0"}, "WORKER_CONCURRENCY"),
        ("run", {**SCALED, "REDIS_URL": "", "WORKER_CONCURRENCY": "0"}, "WORKER_CONCURRENCY"),
        ("run", {**SCALED, "REDIS_URL": "", "WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY"),
    ],
)
def test_what_can_not_work_ends_with_one_line_that_names_the_setting(
    tmp_path: Path, command: str, settings: dict[str, str], named: str
) -> None:
    with started(tmp_path, command, **settings) as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
    assert program.text.startswith(f"qontak_line: {named}: ")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    if not postgres.is_installed() or not redis.is_installed():
        pytest.skip("no PostgreSQL or no redis-server here")
    database, queue = postgres.Postgres(), redis.Redis()
    yield {**SCALED, "DATABASE_URL": database.create("inbox"), "REDIS_URL": queue.url}
    queue.stop()
    database.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_it_well(tmp_path: Path, servers: dict[str, str], number: signal.Signals) -> None:
    with started(tmp_path, "worker", **servers) as program:
        program.wait_said("working with 4 threads")
        assert program.end(number) == 0, program.text
        assert program.group() == []
    assert "Traceback" not in program.text


def test_it_is_one_process_and_needs_no_port_and_no_folder(tmp_path: Path, servers: dict[str, str]) -> None:
    with started(tmp_path, "worker", **servers) as program:
        program.wait_said("working with")
        wait_for(lambda: program.children() == [], 5)
        assert not [one for one in psutil.Process(program.process.pid).net_connections() if one.status == "LISTEN"]
        assert not (tmp_path / "data").exists()
        assert program.end() == 0


def test_several_web_processes_serve_one_address_and_each_is_replaced(tmp_path: Path, servers: dict[str, str]) -> None:
    with started(tmp_path, "run", WEB_CONCURRENCY="2", WORKER_CONCURRENCY="0", **servers) as program:
        program.wait_ready()
        wait_for(lambda: len(program.children()) == 2, START_WITHIN)
        for killed in program.children():
            killed.kill()
        wait_for(lambda: len(program.children()) == 2 and program.is_ready(), START_WITHIN)
        assert program.end() == 0, program.text
        assert program.group() == []
