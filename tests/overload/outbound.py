"""Agents answering in many conversations at once, and when LINE had it all."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from tests.overload.house import House
from tests.overload.line_posts import Shop
from tests.overload.wire import Caller, request

AGENTS = 8
TRIES = 5


def answer(house: House, shops: Sequence[Shop], each: int) -> int:
    """Post so many messages into every conversation of these shops; gives how many were taken."""
    rooms = [room for _ in range(each) for shop in shops for room in house.rooms[shop.channel_id]]
    return asyncio.run(_answer(house, rooms))


def accepted(house: House, shops: Sequence[Shop]) -> int:
    """How many messages LINE has of these shops."""
    return sum(len(one["messages"]) for shop in shops for one in house.accepted(shop))


def seconds_until(house: House, shops: Sequence[Shop], messages: int, most: float) -> float | None:
    """How long it takes from now until LINE has so many of these shops; None when it takes longer than `most`."""
    begun = time.monotonic()
    while accepted(house, shops) < messages:
        if time.monotonic() - begun > most:
            return None
        time.sleep(0.1)
    return time.monotonic() - begun


async def _answer(house: House, rooms: list[int]) -> int:
    left = list(reversed(rooms))

    async def agent(number: int) -> int:
        caller, taken = Caller(house.port), 0
        cookie, token = house.cookies[number % len(house.cookies)], house.csrf_token()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        while left:
            room = left.pop()
            fields = {"csrf_token": token, "client_id": str(uuid.uuid4()), "text": f"answer {len(left)}"}
            sent = request("POST", f"/inbox/{room}/messages", form, urlencode(fields).encode())
            for _ in range(TRIES):  # the same again is the same answer, not a second one
                if (await caller.ask(sent)).status == 303:
                    taken += 1
                    break
        caller.close()
        return taken

    return sum(await asyncio.gather(*(agent(number) for number in range(AGENTS))))
