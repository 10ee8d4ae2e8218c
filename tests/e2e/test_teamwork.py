"""Take, hand over, resolve and reopen; and what a colleague sees of it meanwhile."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.engines import only
from tests.e2e.pages import answer, assign_to, open_room, see_state

pytestmark = pytest.mark.e2e

BLINDFOLD = """
window.isBlind = true;
addEventListener("qontak:look", (event) => { if (window.isBlind) event.stopImmediatePropagation(); }, true);
"""


def test_take_assign_resolve_reopen(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    open_room(browser, "Siti Rahma")

    browser.press("Take", "#room-head")
    browser.see(company.dewi.name, "#room-head .assignee")
    assign_to(browser, company.budi.name)
    browser.see(company.budi.name, "#room-head .assignee summary")
    browser.see(company.budi.name, "#rows")

    browser.press("Resolve", "#room-head")
    browser.see("resolved", "#room-head")
    browser.press("Reopen", "#room-head")
    browser.wait(lambda: browser.can_press("Resolve", "#room-head"), "the room open again")
    browser.press("Resolve", "#room-head")
    browser.see("resolved", "#room-head")
    company.line.event("text", siti, text="Satu lagi")
    browser.see("Satu lagi", "#messages")
    browser.wait(lambda: browser.can_press("Resolve", "#room-head"), "a new message to reopen the room")
    browser.see(company.budi.name, "#room-head .assignee")


@only("chromium")
def test_two_colleagues_see_each_other_and_only_one_answers(
    browser: Browser, other_browser: Browser, company: Company
) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    for window, member in ((browser, company.dewi), (other_browser, company.rina)):
        company.sign_in(window, member)
        window.visit("/inbox")
        open_room(window, "Siti Rahma")
    other_browser.click("#composer-text")
    other_browser.type("Jawaban Rina")
    # Rina's page has not looked yet when she presses Enter
    other_browser.script(BLINDFOLD)
    answer(browser, "Jawaban Dewi")
    see_state(browser, "Jawaban Dewi", "accepted")
    other_browser.type(Keys.ENTER)
    other_browser.see(f"{company.dewi.name} answered", "#composer")
    assert [sent["messages"][0]["text"] for sent in company.line.ledger()] == ["Jawaban Dewi"]
    other_browser.script("window.isBlind = false")
    other_browser.press("Send anyway", "#composer")
    see_state(other_browser, "Jawaban Rina", "accepted")
    browser.see("Jawaban Rina", "#messages")
