"""What a Supervisor and an Agent see of Integrations and Team."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import ACCOUNTS, ADD_FORM

pytestmark = pytest.mark.e2e


def test_a_supervisor_looks_and_changes_nothing(browser: Browser, company: Company) -> None:
    company.connect()
    company.sign_in(browser, company.rina)
    name = company.line.account["name"]
    browser.visit(ACCOUNTS)
    browser.see(name, ".account__name")
    assert not browser.can_press("Add Line Account")
    assert not browser.can_press(f"Disconnect {name}")
    browser.press(f"Settings of {name}")
    browser.see("Health")
    assert not browser.can_press("Disconnect")
    assert not browser.can_press("Replace")
    browser.visit(ADD_FORM)
    browser.see("403")
    browser.visit("/team")
    browser.see(company.budi.username)
    assert not browser.can_press("Add user")


def test_an_agent_has_the_inbox_alone(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.budi)
    browser.visit("/")
    browser.wait_for_path("/inbox")
    assert browser.text(".rail__items").split() == ["Inbox"]
    for address in (ACCOUNTS, ADD_FORM, "/team"):
        browser.visit(address)
        browser.see("403")
