"""`python -m tests.chaos.fuzz --requests N [--seed N]`: spoilt webhooks at the real program.

No answer may be 5xx (503 asks for patience, and gets it), nothing with a wrong signature may get in, and the next good
webhook must be taken. JSON, and exit status 0 when that was so.
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.chaos.desk import Desk
from tests.chaos.fuzz_bodies import WRONG, Fuzz, Request
from tests.chaos.house import SmallHouse
from tests.chaos.line import Line
from tests.chaos.notes import Notes
from tests.chaos.people import gather

THREADS = 4
BUSY_PAUSES = (0.5, 1.0, 2.0)
SETTLED_WITHIN = 120.0
ROWS = "SELECT state, count(*) AS events FROM webhook_event GROUP BY state"
GOT_IN = f"SELECT count(*) AS events FROM webhook_event WHERE event_id LIKE '{WRONG}%'"  # noqa: S608


class Attack:
    """Shares the requests among threads; every answer is judged as it comes."""

    def __init__(self, fuzz: Fuzz, url: str, requests: int) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path
        self._fuzz, self._left = fuzz, requests
        self._lock = threading.Lock()
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.busy = 0

    def run(self) -> None:
        threads = [threading.Thread(target=self._work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def send(self, request: Request, connection: http.client.HTTPConnection | None = None) -> int | str:
        own = connection or http.client.HTTPConnection(self._host, self._port, timeout=10)
        path = self._path if request.key is None else f"{self._path.rpartition('/')[0]}/{request.key}"
        try:
            headers = {name: value.encode("latin-1").decode("latin-1") for name, value in request.headers.items()}
            own.request("POST", path, request.body, headers)
            answer = own.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException) as problem:
            own.close()
            return type(problem).__name__
        finally:
            if connection is None:
                own.close()

    def _work(self) -> None:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        while (request := self._next()) is not None:
            status = self.send(request, connection)
            if isinstance(status, str):  # the server may have hung up after the answer before
                status = self.send(request)
            status = self._again(request, status)
            with self._lock:
                self.answers[f"{'signed' if request.is_signed else 'unsigned'} {status}"] += 1
                if not self._is_right(request, status):
                    self.wrong.append(f"{status}: {request.headers} {request.body[:300]!r}")
        connection.close()

    def _again(self, request: Request, status: int | str) -> int | str:
        """LINE comes again when we are busy; how often that was is told."""
        for pause in BUSY_PAUSES:
            if status != 503:
                break
            with self._lock:
                self.busy += 1
            time.sleep(pause)
            status = self.send(request)
        return status

    def _next(self) -> Request | None:
        with self._lock:
            if not self._left:
                return None
            self._left -= 1
            return self._fuzz.next()

    def _is_right(self, request: Request, status: int | str) -> bool:
        """An address that is none of LINE's door may also be unknown; a body too large may be cut off."""
        if isinstance(status, str):
            return 413 in request.may
        return status in request.may or (request.key is not None and status in (400, 404, 405, 308))


def attack(requests: int, seed: int, folder: Path) -> dict[str, Any]:
    """The report; `ok` in it is the verdict."""
    line = Line(folder)
    line.begin()
    house = SmallHouse(folder, line.url)
    try:
        house.begin()
        house.furnish()
        accounts = gather(line, 6)
        doors: dict[int, str] = {}
        Desk(house.url, line, Notes()).open(accounts, doors)
        account = accounts[0]
        fuzz = Fuzz(seed, account.secret, account.bot_id, accounts[1].secret)
        fight = Attack(fuzz, doors[0], requests)
        begun = time.monotonic()
        fight.run()
        lasted = time.monotonic() - begun
        begun = time.monotonic()
        last = fight.send(fuzz.good())
        good = time.monotonic() - begun
        states = _settled(house)
        got_in = house.database.rows(GOT_IN)[0]["events"]
    finally:
        house.end()
        line.end()
    wrong = [*fight.wrong, *([f"{got_in} events with a wrong signature"] if got_in else [])]
    wrong += [f"{states['received']} events are not worked off"] if states.get("received") else []
    wrong += [f"the next good webhook was answered {last}"] if last != 200 else []
    return {
        "ok": not wrong,
        "requests": requests,
        "seed": seed,
        "seconds": round(lasted, 1),
        "answers": dict(sorted(fight.answers.items())),
        "told to come again (503)": fight.busy,
        "events": states,
        "next good webhook": {"status": last, "seconds": round(good, 3)},
        "wrong": wrong[:20],
    }


def _settled(house: SmallHouse) -> dict[str, int]:
    """How the events stand once none waits any more."""
    deadline = time.monotonic() + SETTLED_WITHIN
    while True:
        states = {row["state"]: row["events"] for row in house.database.rows(ROWS)}
        if not states.get("received") or time.monotonic() > deadline:
            return states
        time.sleep(0.3)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="qontak_line-fuzz-"))
    try:
        report = attack(options.requests, options.seed, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report, indent=1, ensure_ascii=False))
    return 0 if report["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
