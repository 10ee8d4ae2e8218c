"""On a phone there is one pane at a time, and nothing to scroll sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e import engines
from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.engines import only
from tests.e2e.pages import ACCOUNTS, ADD_FORM, answer, open_room, see_state

pytestmark = pytest.mark.e2e

WIDTH, HEIGHT = 390, 844


@pytest.fixture
def phone(browser: Browser) -> Iterator[Browser]:
    browser.driver.set_window_size(WIDTH, HEIGHT)
    yield browser
    browser.driver.set_window_size(engines.WIDTH, engines.HEIGHT)


def fits(browser: Browser) -> bool:
    return bool(browser.script("return document.documentElement.scrollWidth <= innerWidth && innerWidth <= 390"))


@only("chromium")
def test_list_room_and_back(phone: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo " + "panjangsekali" * 20)
    company.sign_in(phone, company.budi)
    phone.visit("/inbox")
    phone.see("Siti Rahma", "#rows")
    assert fits(phone)
    open_room(phone, "Siti Rahma")
    phone.see("Halo", "#messages")
    phone.see_gone("#rows")
    assert fits(phone)
    answer(phone, "Ya?")
    see_state(phone, "Ya?", "accepted")
    phone.press("Details", "#room-head")
    phone.see("Contact", "#details")
    assert fits(phone)
    phone.press("Close the details", "#details")
    phone.see_gone("#details")
    phone.see("Ya?", "#messages")
    phone.press("Back to the list", "#room-head")
    phone.see("Ya?", "#rows")
    phone.see_gone("#messages")
    assert fits(phone)


@only("chromium")
def test_no_page_scrolls_sideways(phone: Browser, company: Company) -> None:
    company.connect()
    phone.visit("/login")
    assert fits(phone)
    company.sign_in(phone, company.dewi)
    for address in (ACCOUNTS, ADD_FORM, "/team", "/profile", "/inbox"):
        phone.visit(address)
        assert fits(phone), address
    phone.visit(ACCOUNTS)
    phone.press(f"Settings of {company.line.account['name']}")
    phone.see("Health")
    assert fits(phone)
    phone.press("Disconnect")
    phone.see("Are you sure?", "dialog[open]")
    assert fits(phone)
