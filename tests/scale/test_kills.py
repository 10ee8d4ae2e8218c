"""A worker and a web process die in the middle: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.scale.browser import Browser
from tests.scale.installation import Installation, wait_until, web_processes
from tests.scale.load import written

pytestmark = pytest.mark.process

PEOPLE = [f"U{secrets.token_hex(16)}" for _ in range(10)]
ANSWERS = 12


def test_nothing_is_lost_and_nothing_happens_twice(installation: Installation, admin: Browser) -> None:
    line, load = installation.line, installation.load()
    line.event("text", person=2, text="Halo")
    find = "SELECT conversation_id FROM message WHERE text = 'Halo'"
    wait_until("a conversation", lambda: bool(installation.rows(find)))
    conversation = installation.one(find)

    def answer() -> None:
        for number in range(ANSWERS):
            admin.url = installation.webs[number % 2].url
            admin.answer(conversation, f"Jawaban {number}")

    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(load.send, written("Pesan", PEOPLE, 8), 8, 0.05)
        answering = pool.submit(answer)
        wait_until("under way", lambda: load.statuses[200] > 15)
        installation.workers[0].process.kill()
        for process in web_processes(installation.webs[0]):
            process.kill()
        killed_at = load.statuses[200]
        sending.result()
        answering.result()
    assert killed_at < load.statuses[200], "killed when all was over"
    installation.workers[0] = installation.worker()

    waiting = "SELECT count(*) FROM webhook_event WHERE state = 'received'"
    wait_until("everything processed", lambda: installation.one(waiting) == 0, 60)
    texts = [row[0] for row in installation.rows("SELECT text FROM message WHERE text LIKE 'Pesan %%' ORDER BY id")]
    assert Counter(texts) == {f"Pesan {number}": len(PEOPLE) for number in range(8)}
    assert installation.one("SELECT count(*) FROM webhook_event WHERE state = 'quarantined'") == 0

    under_way = "SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')"
    wait_until("everything sent", lambda: installation.one(under_way) == 0, 60)
    states = dict(
        installation.rows(
            "SELECT m.text, d.state FROM delivery d JOIN message m ON m.delivery_id = d.id"
            " WHERE m.text LIKE 'Jawaban %%'"
        )
    )
    assert len(states) == ANSWERS
    assert set(states.values()) <= {"accepted", "uncertain"}  # a free reply that was cut off has no second try
    accepted = Counter(text for text in installation.accepted() if text.startswith("Jawaban"))
    assert set(accepted.values()) == {1}
    assert {text for text, state in states.items() if state == "accepted"} <= set(accepted)
    assert list(states.values()).count("uncertain") <= 1
