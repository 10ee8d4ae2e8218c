"""The manual's nine steps, and what can go wrong on the way."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import ACCOUNTS, ADD_FORM, error_popup, errors_at, fill_add_form, install, read_credentials
from tests.e2e.test_login import log_in

pytestmark = pytest.mark.e2e


def test_the_nine_steps(browser: Browser, company: Company) -> None:
    account = company.line.account
    secret, token = read_credentials(browser, account, company.line.url)
    browser.visit("/login")
    log_in(browser, company.dewi)
    browser.press("Integrations", ".rail")
    browser.click(".kinds .kind")
    browser.see("No account yet")
    browser.press("Add Line Account", "#accounts")
    browser.wait_for_path(ADD_FORM)

    install(browser)
    browser.wait(lambda: errors_at(browser, "Channel secret") == "field is required", "the secret's error")
    assert errors_at(browser, "Channel access token") == "field is required"
    assert browser.text("main").count("field is required") == 2

    fill_add_form(browser, f"  {secret}\t", f" {token} ")
    install(browser)
    browser.see("Success", "dialog[open] h2")
    assert "Error" not in browser.text("dialog[open]")
    browser.press("OK", "dialog")
    browser.see_gone("dialog")
    assert browser.path().startswith(ACCOUNTS)
    browser.see(account["name"], ".account__name")
    browser.see(account["basic_id"], ".account__meta")

    browser.press(f"Settings of {account['name']}")
    browser.see("Health")
    for label, shown in (("Channel name", account["name"]), ("Channel secret", f"••••••••••••{secret[-4:]}")):
        field = browser.field(label)
        assert not field.is_enabled()
        assert field.get_property("value") == shown
    assert token not in browser.driver.page_source
    assert secret not in browser.driver.page_source


def test_a_reload_after_success_shows_the_list_without_the_popup(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.dewi)
    browser.visit(ADD_FORM)
    fill_add_form(browser, company.line.account["channel_secret"], company.line.account["channel_access_token"])
    install(browser)
    browser.see("Success", "dialog[open] h2")
    browser.press("OK", "dialog")
    browser.reload()
    browser.see(company.line.account["name"], ".account__name")
    assert not browser.all("dialog")
    assert len(browser.all(".account__name")) == 1


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("unknown token", "access_token invalid"),
        ("wrong secret", "channel secret"),
        ("unreachable", "LINE could not be reached"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(browser: Browser, company: Company, fault: str, says: str) -> None:
    account = company.line.account
    secret, token = account["channel_secret"], account["channel_access_token"]
    if fault == "unknown token":
        token = "x" * 172
    elif fault == "wrong secret":
        secret = "0" * 32
    else:
        company.line.knob("all", "reset_before")
    company.sign_in(browser, company.dewi)
    browser.visit(ADD_FORM)
    fill_add_form(browser, secret, token)
    install(browser)
    browser.find("dialog[open]")
    assert says in error_popup(browser)
    assert "wrong" not in error_popup(browser) or fault != "unreachable"
    browser.press("OK", "dialog")
    browser.see_gone("dialog")
    assert browser.field("Channel secret").get_property("value") == secret
    assert browser.field("Channel access token").get_property("value") == token
    browser.visit(ACCOUNTS)
    browser.see("No account yet")
