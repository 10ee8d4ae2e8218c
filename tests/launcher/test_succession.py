"""A web worker is replaced only by one that serves."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from qontak_line.launcher.succession import succeed

pytestmark = pytest.mark.process

FORK = multiprocessing.get_context("fork")


def serve(ready: Any) -> None:
    ready.release()
    time.sleep(60)


def begin(act: Callable[..., None], *given: Any) -> Any:
    return FORK.Process(target=act, args=given, daemon=True)


@pytest.fixture
def server() -> Iterator[Any]:
    """As much of granian's supervisor as is touched, with one real process at work."""
    found = SimpleNamespace(wrks=[begin(time.sleep, 60)], interrupt_children=[])
    found.wrks[0].start()
    yield found
    for worker in found.wrks:
        worker.kill()
        worker.join()


def test_the_old_one_goes_when_the_new_one_serves(server: Any) -> None:
    ready, old = FORK.Semaphore(0), server.wrks[0]
    assert succeed(server, 0, lambda: begin(serve, ready), ready, threading.Event(), 5)
    assert not old.is_alive()
    assert server.wrks[0].is_alive()


def test_the_old_one_stays_when_the_new_one_dies_before(server: Any) -> None:
    ready, old = FORK.Semaphore(1), server.wrks[0]  # released by one that began by itself
    server.interrupt_children.append(0)  # as granian notes a death
    assert not succeed(server, 0, lambda: begin(time.sleep, 0), ready, threading.Event(), 5)
    assert server.wrks == [old]
    assert old.is_alive()
    assert server.interrupt_children == []


def test_nobody_waits_for_a_successor_once_we_are_told_to_end(server: Any) -> None:
    told = threading.Event()
    told.set()
    ready = FORK.Semaphore(0)
    assert not succeed(server, 0, lambda: begin(time.sleep, 60), ready, told, 5)
