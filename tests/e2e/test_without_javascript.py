"""Login, connect, settings, disconnect, read and answer work in a browser that runs no scripts."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.engines import only
from tests.e2e.pages import ACCOUNTS, ADD_FORM, errors_at, fill_add_form, open_room, see_state
from tests.e2e.test_login import log_in

pytestmark = pytest.mark.e2e

without_javascript = only("chromium", "firefox")


@without_javascript
def test_connect_settings_disconnect(plain_browser: Browser, company: Company) -> None:
    browser, account = plain_browser, company.line.account
    browser.visit(ACCOUNTS)
    log_in(browser, company.dewi, "wrong-password")
    browser.see("Wrong username or password.")
    log_in(browser, company.dewi)
    browser.see("No account yet")
    browser.press("Add Line Account", "#accounts")
    browser.press("Install")
    browser.see("field is required")
    assert errors_at(browser, "Channel secret") == "field is required"

    fill_add_form(browser, account["channel_secret"], "x" * 172)
    browser.press("Install")
    browser.see("access_token invalid", "dialog[open]")
    assert browser.path() == ADD_FORM
    browser.visit(ADD_FORM)
    fill_add_form(browser, account["channel_secret"], account["channel_access_token"])
    browser.press("Install")
    browser.see("Success", "dialog[open]")
    browser.see(account["name"], ".account__name")

    browser.visit(ACCOUNTS)
    browser.press(f"Settings of {account['name']}")
    assert browser.field("Channel name").get_property("value") == account["name"]
    browser.press("Disconnect")
    browser.see("Are you sure?")
    browser.see("Disconnecting this channel will also delete this channel")
    browser.press("Cancel")
    browser.wait_for_path(ACCOUNTS)
    browser.press(f"Disconnect {account['name']}")
    browser.press("Disconnect", "main")
    browser.wait_for_path(ACCOUNTS)
    browser.see("No account yet")


@without_javascript
def test_read_and_answer(plain_browser: Browser, company: Company) -> None:
    browser = plain_browser
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Masih buka?")
    browser.visit("/inbox")
    log_in(browser, company.budi)
    wait_by_reloading(browser, "Siti Rahma", "#rows")
    open_room(browser, "Siti Rahma")
    browser.see("Masih buka?", "#messages")
    browser.click("#composer-text")
    browser.type("Masih, Kak")
    browser.press("Send", "#composer")
    browser.see("Masih, Kak", "#messages")
    wait_by_reloading(browser, "accepted", "#messages .message--outgoing")
    see_state(browser, "Masih, Kak", "accepted")
    browser.press("Resolve", "#room-head")
    browser.see("resolved", "#room-head")
    browser.click(".name-button")
    browser.press("Log out")
    browser.wait_for_path("/login")


def wait_by_reloading(browser: Browser, words: str, css: str) -> None:
    def look() -> bool:
        found = browser.all(css)
        if found and words in browser.text(css):
            return True
        browser.reload()
        return False

    browser.wait(look, f"{words!r} in {css}")
