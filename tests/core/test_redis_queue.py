"""The queue of many processes, on a real Redis: nudges cross, pile up nowhere, and cost nobody a wait."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from qontak_line.app import create_app
from qontak_line.config import Settings
from qontak_line.jobs import Jobs, task
from qontak_line.jobs import redis_queue as queue_module
from qontak_line.jobs.redis_queue import KEY, RedisQueue
from qontak_line.jobs.tasks import Timer
from qontak_line.redis_link import Away, connect
from tests.conftest import ready_for_tests, settings_for
from tests.servers import redis

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not redis.is_installed(), reason="no redis-server here"),
]

done: list[int] = []
ran = threading.Event()


@task
def note(number: int) -> None:
    done.append(number)
    ran.set()


@pytest.fixture(scope="module")
def server() -> Iterator[redis.Redis]:
    started = redis.Redis()
    yield started
    started.stop()


@pytest.fixture
def url(server: redis.Redis) -> str:
    done.clear()
    ran.clear()
    server.flush()
    return server.url


@pytest.fixture
def make_app(tmp_path: Path, settings: Settings, url: str) -> Iterator[Callable[[], Flask]]:
    """Apps of one installation, as several processes would have them."""
    made: list[Flask] = []

    def make() -> Flask:
        shared = settings_for(tmp_path, REDIS_URL=url, DATABASE_URL=settings.database_url)
        made.append(ready_for_tests(create_app(shared)))
        return made[-1]

    yield make
    for app in made:
        jobs_of(app).stop()


def jobs_of(app: Flask) -> Jobs:
    found: Jobs = app.extensions["jobs"]
    return found


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_a_nudge_crosses_to_the_process_that_has_workers(make_app: Callable[[], Flask]) -> None:
    web, worker = make_app(), make_app()
    jobs_of(worker).start(threads=1)
    with web.app_context():
        note.nudge(7)
    assert ran.wait(10)
    assert done == [7]


def test_a_flood_of_the_same_nudge_is_one(url: str) -> None:
    here, there = RedisQueue(url), RedisQueue(url)
    for _ in range(2000):
        here.enqueue(b'["work"]')
        there.enqueue(b'["work"]')
    assert until(lambda: here.queue_size() == there.queue_size() == 1)
    assert there.dequeue() == b'["work"]'
    here.enqueue(b'["work"]')  # what comes while it is at work is a nudge of its own
    assert until(lambda: here.queue_size() == 1)


def test_the_oldest_comes_first_and_there_is_a_most(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "MOST_WAITING", 3)
    queue = RedisQueue(url)
    for word in (b"c", b"a", b"b", b"d"):
        queue.enqueue(word)
        queue.queue_size()  # one after the other
    assert [queue.dequeue() for _ in range(4)] == [b"c", b"a", b"b", None]


def test_without_redis_a_process_with_workers_nudges_itself(
    server: redis.Redis, make_app: Callable[[], Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    jobs = jobs_of(app)
    server.stop()
    try:
        jobs.start(threads=2)
        with app.app_context():
            note.nudge(1)
        assert ran.wait(10)
        time.sleep(1.5)  # readers come by a few times
    finally:
        server.start()
    assert jobs.is_whole
    warnings = [record for record in caplog.records if "Redis is away" in record.getMessage()]
    assert 1 <= len(warnings) <= 3  # one of each link, not one of each try
    assert "Traceback" not in caplog.text
    ran.clear()
    with app.app_context():
        note.nudge(2)
    assert ran.wait(10)


def test_nobody_waits_for_a_redis_that_hangs(server: redis.Redis, make_app: Callable[[], Flask]) -> None:
    app = make_app()
    with app.app_context():
        note.nudge(0)
    assert until(lambda: jobs_of(app).waiting() == 1)
    assert server._process is not None
    os.kill(server._process.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        with app.app_context():
            for number in range(1000):
                note.nudge(number)
        assert time.monotonic() - begun < 0.5  # one wait alone would last as long
        with pytest.raises(Away):
            jobs_of(app).waiting()
    finally:
        os.kill(server._process.pid, signal.SIGCONT)


def test_a_timer_that_wants_to_be_alone_rings_in_one_process_at_a_time(make_app: Callable[[], Flask]) -> None:
    rung: list[int] = []
    timer = Timer("tests.alone", 600, lambda: rung.append(1), alone=True)
    here, there = jobs_of(make_app()), jobs_of(make_app())
    for jobs in (here, there, here):
        jobs._ring(timer)
    assert rung == [1]


def test_such_a_timer_rings_everywhere_while_redis_is_away(server: redis.Redis, make_app: Callable[[], Flask]) -> None:
    rung: list[int] = []
    timer = Timer("tests.away", 600, lambda: rung.append(1), alone=True)
    here, there = jobs_of(make_app()), jobs_of(make_app())
    server.stop()
    try:
        here._ring(timer)
        there._ring(timer)
    finally:
        server.start()
    assert rung == [1, 1]


def test_what_somebody_else_wrote_there_harms_nobody(make_app: Callable[[], Flask], url: str) -> None:
    app = make_app()
    jobs_of(app).start(threads=1)
    client = connect(url)
    client.zadd(KEY, {b"\x80\x05no json": 1, b'{"a": 1}': 2, b'["qontak_line.gone"]': 3})
    assert until(lambda: client.zcard(KEY) == 0)
    with app.app_context():
        note.nudge(3)
    assert ran.wait(10)
    assert jobs_of(app).is_whole
