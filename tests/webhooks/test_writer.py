"""The journal's writer: everybody who hands something in is told once what became of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from qontak_line.actions import envelope, journal, journal_writer
from qontak_line.actions.journal_rows import Entry
from qontak_line.actions.journal_writer import JournalWriter
from qontak_line.actions.pending import Outcome, Pending
from qontak_line.line.signature import sign
from qontak_line.models import WebhookEvent
from qontak_line.web.edge.reply import REPLY
from tests.factories import SECRET, Cast, make_channel
from tests.webhooks.conftest import Connected
from tests.webhooks.line_posts import body_of, text

Kept = Callable[[], list[WebhookEvent]]
PATIENT_S = 20


@pytest.fixture
def writer(app: Flask) -> JournalWriter:
    made = JournalWriter(app)
    made.start()
    return made


def entry(channel_id: int, words: str) -> Entry:
    return Entry(channel_id, [envelope.told_by(text(words))])


def test_each_is_told_of_their_own(
    writer: JournalWriter, channel: Connected, app: Flask, cast: Cast, kept: Kept
) -> None:
    with app.app_context():
        gone = make_channel(cast.organization, state="disconnected").id
    told: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()

    def tell(number: int, outcome: Outcome) -> None:
        told.put((number, outcome))

    for number in range(300):
        channel_id = gone if number % 3 == 0 else channel.id
        writer.write_later(entry(channel_id, str(number)), partial(tell, number))
    outcomes = dict(told.get(timeout=PATIENT_S) for _ in range(300))
    assert outcomes == {number: number % 3 != 0 for number in range(300)}
    assert len(kept()) == 200


def test_what_goes_wrong_in_telling_one_is_not_the_next_ones(writer: JournalWriter, channel: Connected) -> None:
    told: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def fall_over(outcome: Outcome) -> None:
        raise RuntimeError

    writer.write_later(entry(channel.id, "one"), fall_over)
    writer.write_later(entry(channel.id, "two"), told.put)
    assert told.get(timeout=PATIENT_S) is True


def test_whoever_is_late_is_told_so_and_not_again(
    writer: JournalWriter, channel: Connected, monkeypatch: pytest.MonkeyPatch, kept: Kept
) -> None:
    stuck, told = threading.Event(), queue.SimpleQueue[Outcome]()
    write = journal.write

    def write_slowly(entries: list[Entry]) -> list[bool]:
        stuck.wait(PATIENT_S)
        return write(entries)

    monkeypatch.setattr(journal, "write", write_slowly)
    monkeypatch.setattr(journal_writer, "PATIENCE_S", 0.2)
    writer.write_later(entry(channel.id, "late"), told.put)
    writer.write_later(entry(channel.id, "in the line behind it"), told.put)
    assert [type(told.get(timeout=PATIENT_S)) for _ in range(2)] == [journal.Unavailable] * 2
    monkeypatch.setattr(journal_writer, "PATIENCE_S", 20)
    stuck.set()
    assert writer.write(entry(channel.id, "and on it goes"))
    assert told.empty()
    assert len(kept()) == 3


def test_too_many_waiting_are_refused_at_once(app: Flask, channel: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = JournalWriter(app)  # nobody writes
    monkeypatch.setattr(journal_writer, "MOST_WAITING", 2)
    for words in ("one", "two"):
        idle.write_later(entry(channel.id, words), lambda outcome: None)
    with pytest.raises(journal.Unavailable):
        idle.write_later(entry(channel.id, "three"), lambda outcome: None)


def test_a_promise_is_kept_once(channel: Connected) -> None:
    told: list[Outcome] = []
    pending = Pending(entry(channel.id, "once"), told.append, until=0)
    pending.finish(True)
    pending.finish(journal.Unavailable())
    assert (told, pending.is_finished) == ([True], True)


def test_a_server_that_lets_us_is_answered_after_the_commit(
    app: Flask, writer: JournalWriter, channel: Connected, kept: Kept
) -> None:
    told: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()

    class Reply:
        is_left = False

        def __call__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            told.put((status, len(kept())))

        def leave(self) -> None:
            self.is_left = True

    statuses = []
    for body in (body_of(text("a")), body_of(text("b")), b"{}"):
        reply = Reply()
        app.test_client().post(
            f"/webhooks/line/{channel.key}",
            data=body,
            headers={"X-Line-Signature": sign(SECRET, body)},
            environ_overrides={REPLY: reply},
        )
        assert reply.is_left
        statuses.append(told.get(timeout=PATIENT_S))
    assert statuses == [(200, 1), (200, 2), (400, 3)]
