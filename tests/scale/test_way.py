"""A message's way in and an answer's way out, over processes that share nothing but the three servers."""

from __future__ import annotations

import re

import pytest

from tests.scale.browser import Browser
from tests.scale.installation import Installation, wait_until
from tests.scale.listener import Listener

pytestmark = pytest.mark.process


def test_what_one_takes_in_is_seen_live_at_the_other_and_answered_once(
    installation: Installation, admin: Browser
) -> None:
    line, there = installation.line, installation.webs[1]
    admin.url = there.url
    listener = Listener(admin.session, there.url)
    line.event("text", text="Apakah masih buka?")  # LINE knows the first one
    find = "SELECT conversation_id FROM message WHERE text = 'Apakah masih buka?'"
    wait_until("stored", lambda: bool(installation.rows(find)))
    number = installation.one(find)
    assert listener.heard(f"conversation:{number}")
    assert "Apakah masih buka?" in admin.get(f"/inbox/{number}").text

    listener.forget()
    admin.answer(number, "Sampai jam sembilan.")
    assert listener.heard(f"conversation:{number}")
    state = (
        "SELECT d.state FROM delivery d JOIN message m ON m.delivery_id = d.id WHERE m.text = 'Sampai jam sembilan.'"
    )
    wait_until("accepted", lambda: installation.one(state) == "accepted")
    assert installation.accepted().count("Sampai jam sembilan.") == 1


def test_a_contacts_picture_lies_in_the_bucket_and_is_shown_by_both(installation: Installation, admin: Browser) -> None:
    installation.line.event("text", person=1, text="Lihat fotoku")
    name = installation.line.people[1]["name"]
    kept = "SELECT id FROM contact WHERE name = %s AND picture_id IS NOT NULL"
    wait_until("kept", lambda: bool(installation.rows(kept, name)))
    assert installation.s3.held()
    for web in installation.webs:
        admin.url = web.url
        found = re.search(r'src="(/media/pictures/\d+)"', admin.get("/inbox").text)
        assert found
        assert admin.get(found[1]).content.startswith(b"RIFF")


def test_a_session_that_ends_at_one_closes_its_stream_at_the_other(installation: Installation) -> None:
    here, there = installation.webs
    browser = Browser(here.url)
    browser.log_in("dewi", "open-sesame-42")
    listener = Listener(browser.session, there.url)
    browser.submit("/inbox", "/logout")
    assert listener.is_over.wait(8)
    assert listener.events[-1] == "end"
