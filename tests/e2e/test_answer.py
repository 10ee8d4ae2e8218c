"""A customer writes, the team answers, and nobody reloads a page."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import answer, open_room, see_state

pytestmark = pytest.mark.e2e


def test_a_message_arrives_live_and_the_answer_reaches_the_phone(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.sign_in(browser, company.budi)
    browser.visit("/inbox")
    inbox = browser.driver.current_window_handle
    browser.script("window.notReloaded = true")

    browser.driver.switch_to.new_window("tab")
    browser.visit(company.phone(siti))
    browser.click("#text")
    browser.type("Masih buka?", Keys.ENTER)
    browser.see("Masih buka?", "[data-thread]")
    phone = browser.driver.current_window_handle

    browser.driver.switch_to.window(inbox)
    browser.see("Siti Rahma", "#rows")
    browser.see("Masih buka?", "#rows")
    assert browser.script("return window.notReloaded")
    open_room(browser, "Siti Rahma")
    browser.see("Masih buka?", "#messages")
    answer(browser, "Buka sampai jam 9 ya")
    see_state(browser, "Buka sampai jam 9 ya", "accepted")
    assert browser.find("#composer-text").get_property("value") == ""

    browser.driver.switch_to.window(phone)
    browser.reload()  # a tab in the background may rest
    browser.see("Buka sampai jam 9 ya", "[data-thread]")


def test_a_message_arrives_in_the_open_room_beside_a_half_written_answer(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    company.sign_in(browser, company.budi)
    browser.visit("/inbox")
    open_room(browser, "Siti Rahma")
    browser.click("#composer-text")
    browser.type("Sebentar ya", Keys.ARROW_LEFT, Keys.ARROW_LEFT)

    company.line.event("text", siti, text="Ada yang ukuran L?")
    browser.see("Ada yang ukuran L?", "#messages")
    browser.see("Ada yang ukuran L?", "#rows")

    browser.type("!")
    box = browser.find("#composer-text")
    assert box.get_property("value") == "Sebentar !ya"
    assert browser.focus()[0] == "composer-text"


def test_shift_enter_breaks_the_line(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    company.sign_in(browser, company.budi)
    browser.visit("/inbox")
    open_room(browser, "Siti Rahma")
    browser.click("#composer-text")
    browser.type("satu")
    browser.type_with_shift(Keys.ENTER)
    browser.type("dua", Keys.ENTER)
    see_state(browser, "satu\ndua", "accepted")
    assert company.line.ledger()[-1]["messages"][0]["text"] == "satu\ndua"
