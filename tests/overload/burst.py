"""A burst of webhooks, in a process of its own: `python -m tests.overload.burst PORT EVENTS SECONDS SHOP_JSON…`.

Each event is a request at its own moment, as LINE sends them, and waits for no other's answer; with 0 SECONDS there are
never more than `CALLERS` under way, and who is told to come again does. Prints JSON: how many of which status, and
milliseconds from the moment when it was due to the answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter

from tests.overload.figures import spread
from tests.overload.line_posts import Shop, webhook
from tests.overload.wire import Answered, Caller

PEOPLE = 200
TRIES = 10
CALLERS = 48
"""Connections that LINE keeps; more are opened while all are waiting."""


async def burst(port: int, events: int, seconds: float, shops: list[Shop]) -> list[Answered]:
    free: list[Caller] = [Caller(port) for _ in range(CALLERS)]
    places = asyncio.Semaphore(CALLERS if not seconds else events)

    async def send(number: int, due: float) -> Answered:
        shop = shops[number % len(shops)]
        sent = webhook(shop, f"U{number % PEOPLE:032x}", f"burst {number}")
        async with places:
            caller = free.pop() if free else Caller(port)
            got = await caller.ask(sent)
            for _ in range(0 if seconds else TRIES):
                if got.status == 503:
                    await asyncio.sleep(0.5)
                    got = await caller.ask(sent)
            free.append(caller)
        return Answered(got.status, (time.perf_counter() - due) * 1000)

    begun = time.perf_counter()
    tasks = []
    for number in range(events):
        due = begun + number * seconds / events
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(send(number, due)))
    return list(await asyncio.gather(*tasks))


def main(port: str, events: str, seconds: str, *shops: str) -> None:
    told = asyncio.run(burst(int(port), int(events), float(seconds), [Shop(*json.loads(shop)) for shop in shops]))
    statuses = Counter(str(one.status) for one in told)
    print(json.dumps({"statuses": statuses, "ms": spread([one.ms for one in told])}))


if __name__ == "__main__":
    main(*sys.argv[1:])
