"""Reading what was said long ago, while something new arrives."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import open_room

pytestmark = pytest.mark.e2e

MORE_THAN_A_PAGE = 60


def test_what_arrives_leaves_older_messages_and_their_reader_in_place(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    for number in range(MORE_THAN_A_PAGE):
        company.line.event("text", siti, text=f"Pesan {number}")
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    browser.see(f"Pesan {MORE_THAN_A_PAGE - 1}", "#rows")  # all have arrived
    open_room(browser, "Siti Rahma")
    browser.press("Show older messages", "#messages")
    browser.see("Pesan 0", "#messages")
    browser.script("document.getElementById('messages').scrollTop = 300")
    seen = _first_in_view(browser)

    company.line.event("text", siti, text="Baru saja")
    browser.see("Baru saja", "#messages")
    assert len(browser.all("#messages .message--incoming")) == MORE_THAN_A_PAGE + 1
    assert _first_in_view(browser) == seen


def test_the_list_scrolls_and_the_page_does_not(browser: Browser, company: Company) -> None:
    company.connect()
    for number in range(14):
        company.line.event("text", company.customer(f"Pelanggan {number}"), text="Halo")
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    browser.wait(lambda: len(browser.all("#rows .row")) == 14, "all rows")
    assert browser.script("return document.documentElement.scrollHeight <= innerHeight")
    assert browser.script("const rows = document.getElementById('rows'); return rows.scrollHeight > rows.clientHeight")


def _first_in_view(browser: Browser) -> str:
    return str(
        browser.script(
            """const box = document.getElementById("messages"), top = box.getBoundingClientRect().top;
            const first = [...box.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().top >= top);
            return `${first.id} ${Math.round(first.getBoundingClientRect().top - top)}`"""
        )
    )
