"""Disconnect asks first, and only a yes changes anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import ACCOUNTS

pytestmark = pytest.mark.e2e


def click_outside(browser: Browser) -> None:
    builder = ActionBuilder(browser.driver)
    builder.pointer_action.move_to_location(30, 30).click()  # type: ignore[no-untyped-call]
    builder.perform()


WAYS_OUT: dict[str, Callable[[Browser], None]] = {
    "Cancel": lambda browser: browser.press("Cancel", "dialog"),
    "Escape": lambda browser: browser.type(Keys.ESCAPE),
    "a click outside": click_outside,
}


def test_every_way_out_leaves_all_as_it_was(browser: Browser, company: Company) -> None:
    company.connect()
    company.sign_in(browser, company.dewi)
    browser.visit(ACCOUNTS)
    name = company.line.account["name"]
    for how, leave in WAYS_OUT.items():
        browser.press(f"Disconnect {name}")
        browser.see("Are you sure?", "dialog[open] h2")
        assert browser.text("dialog[open] p") == "Disconnecting this channel will also delete this channel"
        assert browser.can_press("Disconnect", "dialog")
        browser.wait(lambda: browser.focus()[1] == "Cancel", "the focus on Cancel")
        leave(browser)
        browser.see_gone("dialog")
        assert browser.focus()[1] == f"Disconnect {name}", how
    browser.reload()
    browser.see(name, ".account__name")


def test_a_yes_removes_the_account_and_keeps_its_conversations(browser: Browser, company: Company) -> None:
    company.connect()
    company.sign_in(browser, company.dewi)
    name = company.line.account["name"]
    browser.visit(ACCOUNTS)
    browser.press(f"Disconnect {name}")
    browser.find("dialog[open]")
    browser.press("Disconnect", "dialog")
    browser.see(f"{name} is disconnected.")
    browser.see("No account yet")
    assert browser.path() == ACCOUNTS
