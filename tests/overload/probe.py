"""What a customer of a quiet channel and an agent at the inbox feel meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from typing import Any, Self
from urllib.parse import urlencode

from tests.overload.figures import spread
from tests.overload.house import House
from tests.overload.line_posts import Shop, webhook
from tests.overload.wire import Answered, Caller, request

WEBHOOK_EVERY_S = 0.1
PAGE_EVERY_S = 0.25
LOOK_EVERY_S = 0.05


class Probe:
    """Runs beside the block, in a thread: `figures()` tells what happened."""

    def __init__(self, house: House, shop: Shop) -> None:
        self._house, self._shop = house, shop
        self.told: dict[str, list[Answered]] = {"webhook": [], "read": [], "inbox": []}
        self.visible_ms: list[float] = []
        self.missing: dict[str, float] = {}
        self.rss_most = house.rss()
        self._token = house.csrf_token()
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="probe")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def figures(self) -> dict[str, Any]:
        """Milliseconds and statuses of each kind of request, and MiB that the program grew by."""
        told: dict[str, Any] = {
            kind: {"statuses": dict(Counter(one.status for one in some)), "ms": spread([one.ms for one in some])}
            for kind, some in self.told.items()
        }
        at_rest = self._house.rss_at_rest
        grown = {"rss_at_rest": at_rest, "rss_grown": self.rss_most - at_rest}
        return {**told, "visible_ms": spread(self.visible_ms), "never_visible": len(self.missing), **grown}

    async def _run(self) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._house.cookies[0]}
        read = urlencode({"csrf_token": self._token}).encode()
        room = f"/inbox/{self._shop.conversation_id}"
        pages = {
            "read": request("POST", f"{room}/read", form, read),
            "inbox": request("GET", "/inbox", {"Cookie": self._house.cookies[0]}),
        }
        asking = [asyncio.create_task(self._ask(kind, sent)) for kind, sent in pages.items()]
        asking += [asyncio.create_task(self._post()), asyncio.create_task(asyncio.to_thread(self._look))]
        await asyncio.gather(*asking)

    async def _ask(self, kind: str, sent: bytes) -> None:
        caller = Caller(self._house.port)
        while not self._over.is_set():
            self.told[kind].append(await caller.ask(sent, 10))
            await asyncio.sleep(PAGE_EVERY_S)

    async def _post(self) -> None:
        caller = Caller(self._house.port)
        while not self._over.is_set():
            words = f"probe {time.monotonic_ns()}"
            begun = time.monotonic()
            got = await caller.ask(webhook(self._shop, self._shop.person, words), 10)
            self.told["webhook"].append(got)
            if got.status == 200:
                self.missing[words] = begun
            await asyncio.sleep(max(0.0, begun + WEBHOOK_EVERY_S - time.monotonic()))

    def _look(self) -> None:
        """Which of the messages are in the inbox; for some seconds more after the last one."""
        path = self._house.program.folder / "data" / "qontak_line.sqlite3"
        until = None
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
            while until is None or (self.missing and time.monotonic() < until):
                if until is None and self._over.is_set():
                    until = time.monotonic() + 10
                with suppress(sqlite3.Error):
                    self._tick_off(database)
                self.rss_most = max(self.rss_most, self._house.rss())
                time.sleep(LOOK_EVERY_S)

    def _tick_off(self, database: sqlite3.Connection) -> None:
        waiting = dict(self.missing)
        if not waiting:
            return
        marks = ",".join("?" * len(waiting))
        found = database.execute(f"select text from message where text in ({marks})", list(waiting)).fetchall()  # noqa: S608
        for (words,) in found:
            self.visible_ms.append((time.monotonic() - self.missing.pop(words)) * 1000)
