"""The shared count, on a real Redis: the same limits for all machines."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from qontak_line.web.auth.ledger import Full, RedisLedger
from tests.at_once import at_once
from tests.servers import redis

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not redis.is_installed(), reason="no redis-server here"),
]


@pytest.fixture
def redis_url() -> Iterator[str]:
    server = redis.Redis()
    yield server.url
    server.stop()


def test_two_machines_count_together(redis_url: str) -> None:
    here, there = RedisLedger(redis_url), RedisLedger(redis_url)
    entries = [here.take("dewi", 3, 300), there.take("dewi", 3, 300), here.take("dewi", 3, 300)]
    for machine in (here, there):
        with pytest.raises(Full) as full:
            machine.take("dewi", 3, 300)
        assert 298 < full.value.wait <= 300
    there.give_back(entries[0])
    here.take("dewi", 3, 300)
    there.take("rina", 3, 300)


def test_a_window_ends(redis_url: str) -> None:
    ledger = RedisLedger(redis_url)
    ledger.take("dewi", 1, 0.05)
    time.sleep(0.06)
    ledger.take("dewi", 1, 0.05)


def test_parallel_counts_do_not_slip_through(redis_url: str) -> None:
    ledgers = [RedisLedger(redis_url) for _ in range(4)]

    def is_taken(number: int) -> bool:
        try:
            ledgers[number % 4].take("dewi", 10, 300)
        except Full:
            return False
        return True

    assert at_once(is_taken, range(40)).count(True) == 10


def test_when_redis_goes_the_limit_stays(redis_url: str) -> None:
    ledger = RedisLedger(redis_url)
    ledger.take("dewi", 1, 300)
    ledger._link.redis.shutdown(nosave=True)
    ledger.take("dewi", 1, 300)
    with pytest.raises(Full):
        ledger.take("dewi", 1, 300)
