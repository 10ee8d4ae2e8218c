"""Clients who send or read slowly, far more than the program has places for, keep nobody else out."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from tests.launcher.programs import wait_for
from tests.overload.attack import under_attack
from tests.overload.attackers import FORM, SIGNED
from tests.overload.house import House
from tests.overload.line_posts import webhook
from tests.overload.wire import Answered, Caller, Connection, answer, connect, head, request

pytestmark = pytest.mark.process

NO_LATER_S = 20
"""A body's own time is ten seconds, a webhook's five."""


class Felt(NamedTuple):
    """Statuses that people who mean well are given."""

    webhook: int
    page: int
    post: int


def feel(house: House) -> Felt:
    """What a webhook, a page and a post are told. On a busy machine one may have to come again: three tries each."""
    for _ in range(3):
        felt = _feel_once(house)
        if felt == WELL:
            break
    return felt


def _feel_once(house: House) -> Felt:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": house.cookies[0]}
    room, read = house.shops[0].conversation_id, urlencode({"csrf_token": house.csrf_token()}).encode()
    return Felt(
        ask(house, webhook(house.shops[0], house.shops[0].person, f"{time.monotonic_ns()}")).status,
        ask(house, request("GET", f"/inbox/{room}", {"Cookie": house.cookies[0]})).status,
        ask(house, request("POST", f"/inbox/{room}/read", form, read)).status,
    )


def ask(house: House, sent: bytes) -> Answered:
    async def once() -> Answered:
        caller = Caller(house.port)
        try:
            return await caller.ask(sent, NO_LATER_S)
        finally:
            caller.close()

    return asyncio.run(once())


WELL = Felt(200, 200, 204)


@pytest.mark.parametrize(
    "kinds",
    [
        {"silent_bodies": 600, "dripping_bodies": 300},
        {"silent_webhooks": 300, "silent_known_webhooks": 100, "dripping_webhooks": 100},
        {"slow_readers": 300, "idle": 300},
        {"silent": 600, "silent_heads": 600},
    ],
    ids=lambda kinds: next(iter(kinds)),
)
def test_more_of_them_than_threads_keep_nobody_out(house: House, kinds: dict[str, int]) -> None:
    said = len(house.program.text)
    with under_attack(house, **kinds) as attack:
        wait_for(lambda: len(house.web().net_connections("tcp")) > sum(kinds.values()) // 2, NO_LATER_S)
        felt = [feel(house) for _ in range(5)]
    assert felt == [WELL] * 5
    assert all(told["opened"] for told in attack.told.values())
    assert "Traceback" not in house.program.text[said:]


def test_half_a_body_is_answered_and_hung_up_on(house: House) -> None:
    """A page's and a webhook's, silent and dripping: the thread that reads it comes free."""
    path = f"/webhooks/line/{house.shops[0].key}"
    sent = [
        (head("POST", "/login", FORM | {"Content-Length": "2000"}) + b"username=", b""),
        (head("POST", "/login", FORM | {"Transfer-Encoding": "chunked"}) + b"4\r\nuser\r\n", b""),
        (head("POST", "/login", FORM | {"Content-Length": "2000"}) + b"username=", b"x"),
        (head("POST", path, SIGNED | {"Content-Length": "2000"}) + b"{", b""),
        (head("POST", path, SIGNED | {"Content-Length": "200000"}) + b"{", b" "),
    ]

    async def told(sent: bytes, drip: bytes) -> tuple[int, bytes]:
        """The status, and what comes after the answer: the end."""
        reader, writer = connection = await connect(house.port)
        writer.write(sent)
        dripping = asyncio.create_task(drip_on(connection, drip))
        status, _ = await answer(reader)
        rest = await reader.read()
        dripping.cancel()
        writer.close()
        return status, rest

    async def all_of_them() -> list[tuple[int, bytes]]:
        async with asyncio.timeout(NO_LATER_S):
            return list(await asyncio.gather(*(told(*one) for one in sent)))

    assert asyncio.run(all_of_them()) == [(408, b"")] * len(sent)


async def drip_on(connection: Connection, drip: bytes) -> None:
    while True:
        await asyncio.sleep(0.5)
        connection[1].write(drip)


def test_a_slow_but_honest_upload_is_waited_for(house: House) -> None:
    """Whole after six seconds: later than a webhook may be, and in time for a page."""

    async def upload() -> int:
        body = urlencode({"username": "nobody", "password": "wrong"}).encode()
        reader, writer = await connect(house.port)
        writer.write(head("POST", "/login", FORM | {"Content-Length": str(len(body))}) + body[:5])
        await asyncio.sleep(6)
        writer.write(body[5:])
        status, _ = await answer(reader)
        writer.close()
        return status

    assert asyncio.run(upload()) == 400  # it has no CSRF token, which means that it was read


def test_headers_have_a_limit(house: House) -> None:
    assert ask(house, request("GET", "/login", {"X-Long": "x" * 200_000})).status in (431, 0)
    assert ask(house, request("GET", "/login", {"X-Long": "x" * 10_000})).status == 200


def test_oversized_bodies_take_no_memory(house: House) -> None:
    before = house.rss()
    with under_attack(house, oversized=60) as attack:
        time.sleep(2)
        felt = feel(house)
        grown = house.rss() - before
    assert felt == WELL
    assert grown < 100
    assert attack.told["oversized"]["opened"] >= 60


def test_one_user_cannot_take_all_live_streams(house: House) -> None:
    """Three sessions of three users: each gets as many as one session may have, and no more."""
    with under_attack(house, users=3, streams=60) as attack:
        time.sleep(3)
        assert feel(house) == WELL
    assert attack.told["streams"]["200"] == 36
    assert attack.told["streams"]["503"] >= 24
    wait_for(lambda: opens_streams(house, 3), NO_LATER_S)  # those that went away left their places


def opens_streams(house: House, number: int) -> bool:
    with under_attack(house, streams=number) as attack:
        time.sleep(2)
    return attack.told["streams"].get("200", 0) >= number
