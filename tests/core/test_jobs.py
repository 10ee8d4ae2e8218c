"""The queue: nudges are run once each, none can break what nudges it, and one that fails takes nobody with it."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from qontak_line.jobs import Jobs, MemoryQueue, task

done: list[str] = []
signalled = threading.Event()


@task
def note(word: str) -> None:
    done.append(word)


@task
def fail(word: str) -> None:
    raise RuntimeError(word)


@task
def signal() -> None:
    signalled.set()


@pytest.fixture
def jobs(app: Flask, context: None) -> Jobs:
    done.clear()
    signalled.clear()
    found: Jobs = app.extensions["jobs"]
    return found


def test_nudged_tasks_run_in_their_order(jobs: Jobs) -> None:
    note.nudge("first")
    note.nudge("second")
    assert (jobs.waiting(), done) == (2, [])
    assert jobs.run_waiting() == 2
    assert (jobs.waiting(), done) == (0, ["first", "second"])


def test_a_task_that_fails_is_logged_and_the_next_one_runs(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    fail.nudge("broken")
    note.nudge("next")
    jobs.run_waiting()
    assert done == ["next"]
    assert f"task {fail.name} failed" in caplog.text


def test_a_task_that_an_older_program_queued_is_passed_over(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    jobs.run_task("qontak_line.gone", ())
    note.nudge("next")
    jobs.run_waiting()
    assert done == ["next"]
    assert "unknown task qontak_line.gone" in caplog.text


def test_a_queue_that_is_away_does_not_stop_the_nudger(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(name: str, args: object) -> None:
        raise ConnectionError("redis://secret")

    monkeypatch.setattr(jobs, "run_task", away)
    note.nudge("lost")
    assert "lost: ConnectionError" in caplog.text and "secret" not in caplog.text


def test_workers_run_what_is_nudged_and_stop(jobs: Jobs) -> None:
    jobs.start(threads=1)
    try:
        signal.nudge()
        assert signalled.wait(10)
    finally:
        jobs.stop()
    assert not jobs.is_running


def test_a_reader_of_the_queue_waits_for_what_comes() -> None:
    queue = MemoryQueue()
    found: list[bytes | None] = []
    reader = threading.Thread(target=lambda: found.append(queue.dequeue()))
    reader.start()
    queue.enqueue(b"work")
    reader.join(10)
    assert found == [b"work"]
