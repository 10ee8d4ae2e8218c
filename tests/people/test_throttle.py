"""Guesses are throttled; who owns the account and who shares an address with the guesser is not locked out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions import passwords
from qontak_line.web.auth.ledger import Entry, Full, MemoryLedger, RedisLedger
from tests.at_once import at_once
from tests.factories import Cast
from tests.people.conftest import PASSWORD, Attempt


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(app: Flask) -> Clock:
    clock = Clock()
    app.extensions["tries"] = MemoryLedger(clock)
    return clock


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every password that was really looked at."""
    seen: list[str] = []
    is_right = passwords.is_right

    def watched(kept: str | None, password: str) -> bool:
        seen.append(password)
        return is_right(kept, password)

    monkeypatch.setattr(passwords, "is_right", watched)
    yield seen


@pytest.mark.parametrize("username", ["dewi", "nobody"])
def test_ten_failures_per_username_in_five_minutes(
    app: Flask, people: Cast, attempt: Attempt, clock: Clock, evaluated: list[str], username: str
) -> None:
    for number in range(10):
        assert attempt(app.test_client(), username, "wrong horse", f"192.0.2.{number}").status_code == 422
    answer = attempt(app.test_client(), username.upper(), PASSWORD, "198.51.100.7")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert len(evaluated) == 10
    clock.at += int(answer.headers["Retry-After"])
    assert attempt(app.test_client(), username, "wrong horse", "198.51.100.7").status_code == 422


def test_the_window_slides(app: Flask, people: Cast, attempt: Attempt, clock: Clock, evaluated: list[str]) -> None:
    """However the guesses are spread, there are never more than ten within five minutes."""
    times: list[float] = []
    for _ in range(200):
        clock.at += 7.3
        before = len(evaluated)
        attempt(app.test_client(), "dewi", "wrong horse", f"192.0.2.{len(times) % 200}")
        times += [clock.at] * (len(evaluated) - before)
    assert len(times) > 20
    assert all(later - earlier >= 300 for earlier, later in zip(times, times[10:], strict=False))


def test_fifty_failures_per_address(app: Flask, people: Cast, attempt: Attempt, clock: Clock) -> None:
    for number in range(50):
        assert attempt(app.test_client(), f"user{number}", "wrong horse").status_code == 422
    assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 429
    assert attempt(app.test_client(), "dewi", PASSWORD, "198.51.100.7").status_code == 303


def test_an_ipv6_network_is_one_address(app: Flask, people: Cast, attempt: Attempt, clock: Clock) -> None:
    for number in range(50):
        attempt(app.test_client(), f"user{number}", "wrong horse", f"2001:db8:0:1::{number:x}")
    assert attempt(app.test_client(), "dewi", PASSWORD, "2001:db8:0:1:ffff::1").status_code == 429
    assert attempt(app.test_client(), "dewi", PASSWORD, "2001:db8:0:2::1").status_code == 303


def test_successes_cost_nothing(app: Flask, people: Cast, attempt: Attempt, clock: Clock) -> None:
    for _ in range(60):
        assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 303
    for _ in range(9):
        attempt(app.test_client(), "dewi", "wrong horse")
    for _ in range(5):
        assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 303
    assert attempt(app.test_client(), "dewi", "wrong horse").status_code == 422
    assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 429


def test_parallel_guesses_do_not_slip_through(app: Flask, people: Cast, attempt: Attempt, evaluated: list[str]) -> None:
    def guess(number: int) -> int:
        return attempt(app.test_client(), "dewi", "wrong horse", f"192.0.2.{number}").status_code

    statuses = at_once(guess, range(40))
    assert (statuses.count(422), statuses.count(429)) == (10, 30)
    assert len(evaluated) == 10


def test_guesses_elsewhere_do_not_lock_the_owner_out(
    app: Flask, client: FlaskClient, people: Cast, attempt: Attempt, clock: Clock
) -> None:
    attempt(client, "dewi", PASSWORD)
    client.post("/logout")
    for number in range(60):
        attempt(app.test_client(), "dewi" if number < 12 else f"user{number}", "wrong horse", "192.0.2.1")
    assert attempt(app.test_client(), "dewi", PASSWORD, "198.51.100.7").status_code == 429
    assert attempt(client, "dewi", PASSWORD, "192.0.2.1").status_code == 303


def test_a_known_browser_has_a_limit_of_its_own(
    app: Flask, client: FlaskClient, people: Cast, attempt: Attempt, clock: Clock, evaluated: list[str]
) -> None:
    attempt(client, "dewi", PASSWORD)
    evaluated.clear()
    statuses = [attempt(client, "dewi", "wrong horse").status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert len(evaluated) == 10
    assert attempt(client, "rina", "wrong horse").status_code == 422
    assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 303


def test_the_device_cookie_is_signed_and_names_its_user(
    app: Flask, client: FlaskClient, people: Cast, attempt: Attempt, clock: Clock
) -> None:
    answer = attempt(client, "rina", PASSWORD)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("qontak_line_device=")]
    assert "HttpOnly" in cookie and "SameSite=" in cookie and "rina" not in cookie.lower()
    for number in range(10):
        attempt(app.test_client(), "dewi", "wrong horse", f"192.0.2.{number}")
    assert attempt(client, "dewi", PASSWORD, "198.51.100.7").status_code == 429
    forged = app.test_client()
    forged.set_cookie("qontak_line_device", cookie.split("=", 1)[1].split(";")[0][:-2] + "xx", path="/login")
    assert attempt(forged, "dewi", PASSWORD, "198.51.100.7").status_code == 429


def test_where_nothing_was_decided_nothing_is_counted(
    app: Flask, people: Cast, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(kept: str | None, password: str) -> bool:
        raise passwords.TooBusy

    with monkeypatch.context() as patch:
        patch.setattr(passwords, "is_right", busy)
        for _ in range(12):
            answer = attempt(app.test_client(), "dewi", PASSWORD)
            assert answer.status_code == 503
            assert "Retry-After" in answer.headers
    assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 303


def test_keys_are_forgotten_after_their_window() -> None:
    clock = Clock()
    ledger = MemoryLedger(clock)
    for number in range(100):
        ledger.take(f"key{number}", 1, 300)
    clock.at += 400
    ledger.take("another", 1, 300)
    assert len(ledger._times) == 1


def test_without_redis_each_process_counts_for_itself() -> None:
    ledger = RedisLedger("redis://127.0.0.1:1/0")
    entries = [ledger.take("dewi", 2, 300) for _ in range(2)]
    with pytest.raises(Full):
        ledger.take("dewi", 2, 300)
    ledger.give_back(entries[0])
    assert isinstance(ledger.take("dewi", 2, 300), Entry)
