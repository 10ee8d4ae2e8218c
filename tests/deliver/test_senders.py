"""The threads that wait for LINE: bounded, fair between channels, and done when asked to stop."""

from __future__ import annotations

import threading
import time

import pytest

from qontak_line.actions.deliver.senders import PER_CHANNEL, Senders
from qontak_line.jobs import Jobs
from tests.deliver.scene import Scene


@pytest.fixture
def senders(scene: Scene) -> Senders:
    return Senders(scene.app)


def test_a_channel_that_hangs_does_not_hold_up_another(senders: Senders) -> None:
    go, started, done = threading.Event(), threading.Semaphore(0), threading.Event()

    def hang() -> None:
        started.release()
        go.wait(10)

    for number in range(50):
        senders.add(1, ("deliver", number), hang)
    for _ in range(PER_CHANNEL):
        assert started.acquire(timeout=5)
    senders.add(2, ("deliver", 100), done.set)
    assert done.wait(5)
    assert not started.acquire(blocking=False)
    go.set()
    senders.stop(5)


def test_one_key_never_runs_twice_at_once_but_once_more_afterwards(senders: Senders) -> None:
    go, runs, most, running = threading.Event(), list[int](), list[int](), list[int]()
    lock = threading.Lock()

    def act() -> None:
        with lock:
            running.append(1)
            most.append(len(running))
        go.wait(10)
        with lock:
            running.pop()
            runs.append(1)

    for _ in range(5):
        senders.add(1, ("deliver", 1), act)
    go.set()
    until(lambda: len(runs) == 2)
    senders.stop(5)
    assert (len(runs), max(most)) == (2, 1)


def test_stop_waits_for_what_runs_and_starts_nothing_more(senders: Senders) -> None:
    ended = threading.Event()
    go = threading.Event()

    def act() -> None:
        go.wait(10)
        ended.set()

    senders.add(1, ("deliver", 1), act)
    threading.Timer(0.05, go.set).start()
    senders.stop(5)
    assert ended.is_set()
    senders.add(1, ("deliver", 2), ended.clear)
    assert ended.is_set()


def test_a_failing_act_frees_its_place(senders: Senders) -> None:
    done = threading.Event()
    for number in range(PER_CHANNEL):
        senders.add(1, ("deliver", number), lambda: 1 / 0)  # type: ignore[arg-type]
    senders.add(1, ("deliver", 99), done.set)
    assert done.wait(5)
    senders.stop(5)


def test_in_a_worker_all_of_it_goes_by_itself(scene: Scene) -> None:
    """Real workers, the real timer: nine messages in three conversations, each once and in order."""
    chats = [scene.conversation, scene.talk(1), scene.talk(2)]
    jobs: Jobs = scene.app.extensions["jobs"]
    jobs.start(2)
    try:
        for number in range(3):
            for chat in chats:
                scene.say(f"{number}", chat)
        until(lambda: len(scene.texts()) == 9)
    finally:
        jobs.stop(5)
    for chat in chats:
        theirs = [entry for entry in scene.line.ledger() if entry["chat_id"] == chat.contact.external_id]
        assert [entry["messages"][0]["text"] for entry in theirs] == [f"{number}" for number in range(3)]
    assert len(scene.requests()) == 9


def until(holds: object, seconds: float = 30) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        threading.Event().wait(0.1)
