"""Customers who write through LINE, to any of the web servers, and LINE's patience with those that fall silent."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from qontak_line.line.signature import HEADER, sign
from tests.launcher.programs import Program
from tests.webhooks.line_posts import text

TIMEOUT = 10.0
MOST_TRIES = 60
REFUSED = "refused"
"""Nobody listened: what makes a proxy go to the next server, before it has sent anything."""


class Load:
    """`send` posts what it is given until each was answered 200, as redelivery does; `statuses` counts all answers."""

    def __init__(self, path: str, secret: str, webs: Sequence[Program]) -> None:
        self.statuses: Counter[int | str] = Counter()
        self._path = path
        self._secret = secret
        self._webs = itertools.cycle(webs)
        self._lock = threading.Lock()

    def send(self, events: Sequence[dict[str, Any]], side_by_side: int = 8, every_s: float = 0.0) -> None:
        """Raises what went wrong in the end."""
        with ThreadPoolExecutor(side_by_side) as pool:
            began = time.monotonic()
            posts = []
            for number, event in enumerate(events):
                time.sleep(max(0.0, began + number * every_s - time.monotonic()))
                posts.append(pool.submit(self._send_one, event))
            for post in posts:
                post.result()

    def _send_one(self, event: dict[str, Any]) -> None:
        body = json.dumps({"events": [event]}).encode()
        headers = {HEADER: sign(self._secret, body), "Content-Type": "application/json"}
        for _ in range(MOST_TRIES):
            with self._lock:
                web = next(self._webs)
            status = _post(f"{web.url}{self._path}", body, headers)
            with self._lock:
                self.statuses[status] += 1
            if status == 200:
                return
            time.sleep(0.25)
        raise AssertionError(f"never stored: {dict(self.statuses)}")


def written(word: str, people: Sequence[str], each: int) -> list[dict[str, Any]]:
    """`each` messages of each of these user ids, in turns, with texts that begin with `word`."""
    return [
        text(f"{word} {number}", number, event={"source": {"type": "user", "userId": person}})
        for number in range(each)
        for person in people
    ]


def _post(url: str, body: bytes, headers: dict[str, str]) -> int | str:
    try:
        return requests.post(url, data=body, headers=headers, timeout=TIMEOUT).status_code
    except requests.RequestException as problem:
        return REFUSED if "Connection refused" in str(problem) else type(problem).__name__
