"""Redis goes, comes back and forgets everything: messages come, answers go, and people see them all the same."""

from __future__ import annotations

import pytest
import requests

from qontak_line.web.auth.throttle import PER_USERNAME
from tests.scale.browser import Browser
from tests.scale.installation import PASSWORD, Installation, wait_until
from tests.scale.listener import Listener

pytestmark = pytest.mark.process


def test_all_goes_on_without_redis(installation: Installation, admin: Browser) -> None:
    there = installation.webs[1]
    listener = Listener(admin.session, there.url)
    installation.redis.stop()
    try:
        conversation = receive(installation, "Redis mati")
        listener.forget()
        assert listener.heard("everything")  # not told where to look, so looking everywhere, every few seconds
        admin.url = there.url
        admin.answer(conversation, "Kami tetap di sini.")
        wait_until("sent", lambda: "Kami tetap di sini." in installation.accepted())
        assert there.is_ready()
        assert "Away" in requests.get(f"{there.url}/readyz", timeout=5).text
        assert guesses(there.url, PER_USERNAME + 1)[-1] == 429
    finally:
        installation.redis.start()
    wait_until(
        "Redis is noticed", lambda: "ok" in requests.get(f"{there.url}/readyz", timeout=5).json()["queue"]["status"]
    )
    listener.forget()
    assert listener.heard("everything")  # what was said meanwhile
    installation.redis.flush()
    conversation = receive(installation, "Redis kembali")
    assert listener.heard(f"conversation:{conversation}")


def receive(installation: Installation, words: str) -> int:
    installation.line.event("text", person=3, text=words)
    find = "SELECT conversation_id FROM message WHERE text = %s"
    wait_until(words, lambda: bool(installation.rows(find, words)))
    found: int = installation.one(find, words)
    return found


def guesses(url: str, count: int) -> list[int]:
    """The answers to so many wrong passwords of somebody who signs in from elsewhere."""
    statuses = []
    for number in range(count):
        try:
            Browser(url).log_in("rina", f"{PASSWORD}-{number}")
        except requests.HTTPError as refused:
            statuses.append(refused.response.status_code)
    return statuses
