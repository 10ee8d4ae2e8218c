"""LINE's side of the webhooks, in our own words: signs, waits two seconds, and comes again until it hears 200."""

from __future__ import annotations

import heapq
import http.client
import itertools
import threading
import time
from collections import deque
from urllib.parse import urlsplit

from tests.chaos.bodies import Body, serialise, sign
from tests.chaos.notes import Notes
from tests.chaos.pace import Pace
from tests.chaos.people import Account

TIMEOUT = 2.0
THREADS = 12
AGAIN_AFTER = (0.5, 1.0, 2.0)
"""Seconds; LINE tells neither how often nor when it redelivers."""
MOST_TRIES = 60
LOOK_S = 0.05
FORGED_SECRET = "not the channel secret"


class Sender:
    """`doors[number]` is where the account's webhook goes now; whoever connects an account anew writes it there."""

    def __init__(
        self, accounts: tuple[Account, ...], bodies: list[Body], rate: float, notes: Notes, pace: Pace
    ) -> None:
        self.doors: dict[int, str] = {}
        self._accounts, self._notes, self._pace = accounts, notes, pace
        self._first: deque[Body] = deque(bodies)
        self._due = self._released = 0.0
        self._queue: list[tuple[float, int, int, Body]] = []
        self._count = itertools.count()
        self._rate = rate
        self._changed = threading.Condition()
        self._unfinished = len(bodies)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(THREADS)]

    def begin(self) -> None:
        """Post them all, so many events in a second, and no quicker than the pace allows."""
        self._due = time.monotonic()
        for thread in self._threads:
            thread.start()

    @property
    def is_done(self) -> bool:
        return self._unfinished == 0

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            tries, body = taken
            finished = self._post(body, tries > 0) or tries + 1 >= MOST_TRIES
            with self._changed:
                if finished:
                    self._unfinished -= 1
                else:
                    wait = AGAIN_AFTER[min(tries, len(AGAIN_AFTER) - 1)]
                    heapq.heappush(self._queue, (time.monotonic() + wait, next(self._count), tries + 1, body))
                self._changed.notify_all()

    def _take(self) -> tuple[int, Body] | None:
        with self._changed:
            while self._unfinished:
                self._release()
                wait = self._queue[0][0] - time.monotonic() if self._queue else LOOK_S
                if self._queue and wait <= 0:
                    _, _, tries, body = heapq.heappop(self._queue)
                    return tries, body
                self._changed.wait(min(wait, LOOK_S))
        return None

    def _release(self) -> None:
        """Put what is due now into the queue, with its twin and forgery if it has them. The lock is held."""
        now = time.monotonic()
        while self._first and self._due <= now and self._pace.may_send(int(self._released)):
            body = self._first.popleft()
            heapq.heappush(self._queue, (now, next(self._count), 0, body))
            while self._first and self._first[0].number == body.number:
                beside = self._first.popleft()
                heapq.heappush(self._queue, (now + beside.delay, next(self._count), 0, beside))
            self._released += len(body.events)
            self._due = max(self._due + len(body.events) / self._rate, now - LOOK_S)

    def _post(self, body: Body, again: bool) -> bool:
        """One request; whether LINE is content."""
        account = self._accounts[body.account]
        raw = serialise(account, body, again=again)
        secret = FORGED_SECRET if body.is_forged else account.secret
        if not body.is_forged:
            for event in body.events:
                self._notes.posted(event.key)
        status = self._request(self.doors[body.account], raw, sign(secret, raw))
        if body.is_forged:
            if status == 200:
                self._notes.incident("a forged webhook was answered 200")
            return status in (200, 401)
        if status == 200:
            for event in body.events:
                self._notes.acked(event.key)
        elif status not in (401, 503) and isinstance(status, int):  # 401: disconnected at the moment
            self._notes.incident(f"a signed webhook was answered {status}")
        return status == 200

    def _request(self, url: str, raw: bytes, signature: str) -> int | str:
        parts = urlsplit(url)
        begun = time.monotonic()
        self._notes.begin("line")
        status: int | str = "none"
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        try:
            headers = {"Content-Type": "application/json; charset=utf-8", "x-line-signature": signature}
            connection.request("POST", parts.path, raw, headers)
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, http.client.HTTPException) as problem:
            status = type(problem).__name__
        finally:
            connection.close()
            self._notes.end("line", status, time.monotonic() - begun)
        return status
