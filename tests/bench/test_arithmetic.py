"""What the bench computes and reads; nothing here asserts a time."""

from __future__ import annotations

import pytest

from tests.bench.answers import NotUnderstood, take
from tests.bench.arithmetic import Spread, percentile, ratios, spread
from tests.bench.figures import Bound, Figure
from tests.bench.webhooks import REPEAT_EVERY, webhooks


def test_one_bad_slice_does_not_move_the_middle() -> None:
    assert spread([5, 1, 3, 2, 4]) == Spread(3, 2, 4)
    assert spread([1, 2, 3, 4, 1000]).median == 3
    assert spread([7]) == Spread(7, 7, 7)
    assert ratios([2, 9, 8], [1, 3, 2]) == Spread(3, 2.5, 3.5)


@pytest.mark.parametrize(("percent", "wanted"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_percentiles(percent: float, wanted: float) -> None:
    assert percentile(range(100, 0, -1), percent) == wanted


def test_an_answer_is_whole_with_its_last_byte() -> None:
    answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n"
    assert take(answer + b"HTTP/1.1 200") == (503, len(answer))
    assert all(take(answer[:size]) is None for size in range(len(answer)))


def test_an_answer_without_a_length_is_not_guessed_at() -> None:
    with pytest.raises(NotUnderstood):
        take(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")


def test_a_bound_is_a_floor_or_a_ceiling() -> None:
    assert Bound(1.15, 1.6, is_least=True).is_kept(1.2) and not Bound(1.15, 1.6, is_least=True).is_kept(1.1)
    assert Bound(2, 1).is_kept(1.9) and Figure("p99", "p99", spread([2.1]), "", Bound(2, 1)).is_missed


def test_each_twentieth_webhook_comes_again_and_no_other() -> None:
    made = [*webhooks(REPEAT_EVERY * 5, "secret", "Ubot"), *webhooks(REPEAT_EVERY, "secret", "Ubot")]
    assert len({one.event_id for one in made}) == len(made) * (REPEAT_EVERY - 1) // REPEAT_EVERY
