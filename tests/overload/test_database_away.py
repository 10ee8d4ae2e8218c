"""The database locked, full, gone, and back: pages are read, nothing is said to be stored, and nobody restarts."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.launcher.programs import START_WITHIN, started, wait_for
from tests.overload.house import House
from tests.overload.line_posts import webhook
from tests.overload.test_slow_clients import ask, feel
from tests.overload.wire import Answered, request

pytestmark = pytest.mark.process

LINE_WAITS_MS = 1900


def data(house: House) -> Path:
    return house.program.folder / "data"


def post(house: House) -> Answered:
    return ask(house, webhook(house.shops[0], house.shops[0].person, f"{time.monotonic_ns()}"))


def stored(house: House) -> int:
    path = data(house) / "qontak_line.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        found: int = database.execute("select count(*) from webhook_event").fetchone()[0]
        return found


def ready(house: House) -> int:
    return ask(house, request("GET", "/readyz", {})).status


@contextmanager
def locked(house: House) -> Iterator[None]:
    with closing(sqlite3.connect(data(house) / "qontak_line.sqlite3", isolation_level=None, timeout=10)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextmanager
def full(house: House) -> Iterator[None]:
    """No file may grow: what a full disk is to SQLite."""
    web, soft = house.web(), (data(house) / "qontak_line.sqlite3-wal").stat().st_size
    before = web.rlimit(resource.RLIMIT_FSIZE)
    web.rlimit(resource.RLIMIT_FSIZE, (min(soft, 4096), before[1]))
    try:
        yield
    finally:
        web.rlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def gone(house: House) -> Iterator[None]:
    elsewhere = data(house).with_name("elsewhere")
    data(house).rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(data(house))


@pytest.mark.parametrize("trouble", [locked, full, gone])
def test_nothing_is_lost_while_it_is_away_and_all_goes_on_afterwards(house: House, trouble: object) -> None:
    assert callable(trouble)
    assert feel(house).webhook == 200
    before, web = stored(house), house.web()
    with trouble(house):
        time.sleep(1.1)  # so long an earlier proof of health is believed
        told = [post(house) for _ in range(4)]
        health = ready(house)
        posted = feel(house)
        spent = web.cpu_times()
        time.sleep(2)
        idle = web.cpu_times()
    assert {one.status for one in told} == {503}
    assert max(one.ms for one in told) < LINE_WAITS_MS
    if trouble is not gone:
        assert posted.page == 200
    if trouble is not full:  # where reading a room again would change nothing, nothing has to be written
        assert (health, posted.post) == (503, 503)
    assert idle.user + idle.system - spent.user - spent.system < 1.0, "busy while it waits"
    wait_for(lambda: ready(house) == 200, 10)
    assert feel(house) == (200, 200, 204)
    assert stored(house) == before + 1
    assert house.web().pid == web.pid, "it was restarted"


def test_no_error_page_shows_more_than_words(house: House) -> None:
    with locked(house):
        room = house.shops[0].conversation_id
        answered = ask(house, request("POST", f"/inbox/{room}/read", {"Cookie": house.cookies[0]}, b""))
    assert b"Traceback" not in answered.body
    assert b"sqlite" not in answered.body.lower()


def test_a_directory_that_can_only_be_read_ends_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "qontak_line.sqlite3").mkdir()  # no user may write into this one, root neither
    with started(tmp_path, "run") as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text
