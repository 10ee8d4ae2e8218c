"""Everything by keys alone."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import Browser
from tests.e2e.company import PASSWORD, Company
from tests.e2e.pages import see_state

pytestmark = pytest.mark.e2e


def test_login_and_answer(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    browser.visit("/login")
    browser.wait(lambda: browser.focus()[0] == "username", "the focus on the username")
    browser.type(company.budi.username, Keys.TAB, PASSWORD, Keys.ENTER)
    browser.wait_for_path("/inbox")
    browser.see("Siti Rahma", "#rows")

    browser.type(Keys.TAB)
    assert browser.focus()[1] == "Skip to content"
    browser.type(Keys.ENTER)
    browser.tab_to_css("#rows .row__link")
    browser.type(Keys.ENTER)
    browser.see("Halo", "#messages")
    browser.tab_to_css("#composer-text")
    browser.type("Halo Kak", Keys.ENTER)
    see_state(browser, "Halo Kak", "accepted")
    assert browser.focus()[0] == "composer-text"


def test_the_name_menu(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.budi)
    browser.visit("/inbox")
    browser.tab_to_css(".name-button")
    browser.type(Keys.ENTER)
    browser.type(Keys.ARROW_DOWN)
    assert browser.focus()[1] == "Profile"
    browser.type(Keys.ESCAPE)
    assert browser.script("return document.activeElement.matches('.name-button')")
    browser.see_gone(".name-button + .menu__panel")
