"""Many tabs of one browser share one stream, and leave the browser's connections to its pages."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company

pytestmark = pytest.mark.e2e

TABS = 8


def test_eight_inbox_tabs_all_hear_and_a_ninth_page_still_loads(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.sign_in(browser, company.dewi)
    streams = company.house.app.extensions["broker"].count
    browser.visit("/inbox")
    tabs = [browser.driver.current_window_handle]
    for _ in range(TABS - 1):
        browser.driver.switch_to.new_window("tab")
        browser.visit("/inbox")
        tabs.append(browser.driver.current_window_handle)
    browser.wait(lambda: streams() >= 1, "a stream")

    company.line.event("text", siti, text="Halo semua")
    for tab in tabs:
        browser.driver.switch_to.window(tab)
        browser.see("Halo semua", "#rows")

    browser.driver.switch_to.new_window("tab")
    browser.visit("/profile")
    browser.see("Profile", "h1")

    for tab in tabs[:4]:  # whoever listened is among them
        browser.driver.switch_to.window(tab)
        browser.driver.close()
    browser.driver.switch_to.window(tabs[4])
    company.line.event("text", siti, text="Masih dengar?")
    for tab in tabs[4:]:
        browser.driver.switch_to.window(tab)
        browser.see("Masih dengar?", "#rows")
