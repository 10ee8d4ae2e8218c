"""Login and logout."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import PASSWORD, Company, Member

pytestmark = pytest.mark.e2e


def log_in(browser: Browser, member: Member, password: str = PASSWORD) -> None:
    browser.fill("Username", member.username)
    browser.fill("Password", password)
    browser.press("Login")


def test_a_page_that_needs_a_login_comes_after_it(browser: Browser, company: Company) -> None:
    browser.visit("/integrations/line")
    browser.see("Login", "h1")
    log_in(browser, company.dewi)
    browser.wait_for_path("/integrations/line")


def test_a_next_address_never_leads_out_of_the_program(browser: Browser, company: Company) -> None:
    browser.visit("/login?next=https://example.com/")
    log_in(browser, company.dewi)
    browser.wait_for_path("/inbox")


def test_a_wrong_pair_does_not_tell_which_half_was_wrong(browser: Browser, company: Company) -> None:
    browser.visit("/login")
    log_in(browser, company.dewi, "not-the-password")
    browser.see("Wrong username or password.", "[role=alert]")
    assert browser.field("Username").get_property("value") == company.dewi.username
    assert browser.field("Password").get_property("value") == ""
    log_in(browser, company.dewi)
    browser.wait_for_path("/inbox")


def test_only_a_remembered_session_outlives_the_browser(browser: Browser, company: Company) -> None:
    name = company.house.app.config["SESSION_COOKIE_NAME"]
    browser.visit("/login")
    log_in(browser, company.budi)
    browser.wait_for_path("/inbox")
    assert "expiry" not in browser.cookie(name)
    browser.click(".name-button")
    browser.press("Log out")
    browser.wait_for_path("/login")
    browser.field("Remember me").click()
    log_in(browser, company.budi)
    browser.wait_for_path("/inbox")
    assert "expiry" in browser.cookie(name)


def test_logout_ends_the_session(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    browser.click(".name-button")
    browser.press("Log out")
    browser.wait_for_path("/login")
    browser.visit("/inbox")
    browser.wait_for_path("/login?next=/inbox")
