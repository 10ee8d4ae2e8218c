"""Looks cross processes, on a real Redis; whoever hears nothing looks for itself until that is over."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from qontak_line.live import redis_ear
from qontak_line.live.broker import EVERYTHING, Stream
from qontak_line.live.redis_broker import CHANNEL, RedisBroker
from qontak_line.redis_link import connect
from tests.servers import redis

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not redis.is_installed(), reason="no redis-server here"),
]

AT_MOST_S = 5.0
"""So soon a look must come, or the word to look everywhere instead of it."""


@pytest.fixture(scope="module")
def server() -> Iterator[redis.Redis]:
    started = redis.Redis()
    yield started
    started.stop()


@pytest.fixture
def brokers(server: redis.Redis) -> Iterator[tuple[RedisBroker, RedisBroker]]:
    here, there = RedisBroker(server.url), RedisBroker(server.url)
    yield here, there
    here.end()
    there.end()


def listening(broker: RedisBroker, organization_id: int = 1) -> Stream:
    """A stream of a broker that hears already: it said so by `everything`."""
    stream = broker.open(organization_id)
    assert is_told(stream, EVERYTHING)
    return stream


def is_told(stream: Stream, look: str, seconds: float = AT_MOST_S) -> bool:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if look in stream.take(left):
            return True
    return False


def test_a_look_reaches_the_streams_of_every_process_and_of_its_organization_alone(
    brokers: tuple[RedisBroker, RedisBroker],
) -> None:
    here, there = brokers
    ours, theirs, strangers = listening(here), listening(there), there.open(2)
    here.publish(1, "conversation:5")
    assert is_told(ours, "conversation:5")
    assert is_told(theirs, "conversation:5")
    assert strangers.take(0.2) == []
    assert ours.take(0.2) == []  # not a second time by its own echo


def test_when_redis_comes_back_everything_is_looked_at(
    server: redis.Redis, brokers: tuple[RedisBroker, RedisBroker], caplog: pytest.LogCaptureFixture
) -> None:
    here, there = brokers
    ours, theirs = listening(here), listening(there)
    server.stop()
    try:
        here.publish(1, "conversation:6")
        assert is_told(ours, "conversation:6")  # its own need no Redis
        assert is_told(theirs, EVERYTHING)
        assert is_told(theirs, EVERYTHING)  # again and again
    finally:
        server.start()
    assert is_told(theirs, EVERYTHING)
    time.sleep(redis_ear.POLL_S)
    theirs.take(0)
    here.publish(1, "conversation:7")
    assert is_told(theirs, "conversation:7")
    assert caplog.text.count("looks of others: Redis is away") == 2  # once for each process


def test_a_look_that_was_lost_is_owed(server: redis.Redis, brokers: tuple[RedisBroker, RedisBroker]) -> None:
    """The one that publishes may find out later than the one that listens that Redis is back."""
    theirs = listening(brokers[1])
    away = RedisBroker(f"redis://127.0.0.1:{server.port}/0")
    server.stop()
    away.publish(1, "conversation:8")
    away.flush()
    server.start()
    assert is_told(theirs, EVERYTHING)
    heard = connect(server.url).pubsub()
    heard.subscribe(CHANNEL)
    away.publish(1, "conversation:9")
    words = [heard.get_message(timeout=1.0) for _ in range(4)]
    assert any(word and b"everything" in word["data"] for word in words if word and word["type"] == "message")


def test_a_redis_that_hangs_is_noticed(server: redis.Redis, brokers: tuple[RedisBroker, RedisBroker]) -> None:
    here, there = brokers
    theirs = listening(there)
    assert server._process is not None
    os.kill(server._process.pid, signal.SIGSTOP)
    try:
        here.publish(1, "conversation:10")
        assert is_told(theirs, EVERYTHING)
    finally:
        os.kill(server._process.pid, signal.SIGCONT)


def test_it_ends_cleanly(brokers: tuple[RedisBroker, RedisBroker]) -> None:
    here, _ = brokers
    stream = listening(here)
    here.end()
    assert stream.is_over
    thread = here._ear._thread
    assert thread is not None
    thread.join(AT_MOST_S)
    assert not thread.is_alive()
