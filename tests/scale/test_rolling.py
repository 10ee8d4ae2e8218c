"""A new version is rolled out while customers write: web processes and workers are replaced, and nobody notices."""

from __future__ import annotations

import secrets
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.launcher.programs import Program
from tests.scale.installation import START_WITHIN, WORKING, Installation, wait_until, web_processes
from tests.scale.load import REFUSED, written

pytestmark = pytest.mark.process

PEOPLE = [f"U{secrets.token_hex(16)}" for _ in range(10)]
CLOSED = "ConnectionError"
"""Taken in at the moment when the server stops, and closed before anything was read: rare, and LINE comes again."""
WAITING = "SELECT count(*) FROM webhook_event WHERE state = 'received'"


def test_web_processes_and_workers_are_replaced_under_load(installation: Installation) -> None:
    web = installation.web(WEB_CONCURRENCY="2")
    wait_until("two web processes", lambda: len(web_processes(web)) == 2 and web.is_ready(), START_WITHIN)
    before, load, replaced = web_processes(web), installation.load([web]), threading.Event()
    rounds: list[str] = []

    def write() -> None:
        while not replaced.is_set():
            rounds.append(f"Bergulir {len(rounds)},")
            load.send(written(rounds[-1], PEOPLE, 1), side_by_side=4, every_s=0.05)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            wait_until("under way", lambda: load.statuses[200] > 10)
            web.process.send_signal(signal.SIGHUP)
            replace(installation, 0)
            wait_until("replaced", lambda: not any(map(is_alive, before)), START_WITHIN)
        finally:
            replaced.set()
        writing.result()
    assert len(web_processes(web)) == 2
    assert load.statuses[200] == len(rounds) * len(PEOPLE)
    assert set(load.statuses) <= {200, CLOSED}, load.statuses
    wait_until("everything processed", lambda: installation.one(WAITING) == 0, 60)
    texts = [row[0] for row in installation.rows("SELECT text FROM message WHERE text LIKE 'Bergulir %%'")]
    assert Counter(texts) == {f"{word} 0": len(PEOPLE) for word in rounds}
    assert web.end() == 0, web.text


def test_a_web_server_that_is_told_to_end_answers_what_it_took(installation: Installation) -> None:
    leaving, left = installation.web(), threading.Event()
    wait_until("ready", leaving.is_ready, START_WITHIN)
    load = installation.load([leaving, installation.webs[0]])

    def write() -> None:
        while not left.is_set():
            load.send(written("Pamit", PEOPLE, 1), side_by_side=6, every_s=0.01)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            wait_until("under way", lambda: load.statuses[200] > 30)
            assert leaving.end() == 0, leaving.text
        finally:
            left.set()
        writing.result()
    assert set(load.statuses) <= {200, REFUSED, CLOSED}, load.statuses


def replace(installation: Installation, number: int) -> None:
    """The new one first, then the old one goes."""
    old: Program = installation.workers[number]
    installation.workers[number] = installation.worker()
    installation.workers[number].wait_said(WORKING, START_WITHIN)
    assert old.end() == 0, old.text


def is_alive(process: psutil.Process) -> bool:
    return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
