"""What customers write and how they call themselves is shown, never run."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.pages import ACCOUNTS

pytestmark = pytest.mark.e2e

NAME = "<img src=x onerror=alert(1)>"
TEXTS = (
    "<script>window.__pwned = 1</script>",
    "<b hx-get='/profile' hx-trigger='load' hx-target='body'>hx</b>",
    "<svg onload=window.__pwned=2>",
    'javascript:alert(1) https://example.com/?q="><script>alert(2)</script>',
    "{{ 7*7 }} ${7*7}",
    "\u202egnp.exe",
)
STRANGERS = """
return [...document.querySelectorAll("main *")].filter((node) =>
  node.matches("script, iframe, object, img[onerror], img[src='x'], b[hx-get], svg[onload], a[href^='javascript:']")
).map((node) => node.outerHTML)
"""


def test_nothing_of_it_is_run_or_becomes_markup(browser: Browser, company: Company) -> None:
    company.connect()
    mallory = company.customer(NAME)
    for text in TEXTS[:-1]:
        company.line.event("text", mallory, text=text)
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    browser.see(NAME, "#rows")
    browser.follow(lambda: browser.all("#rows .row__link")[0], "the row")
    browser.see(NAME, "#room-head")
    for text in TEXTS[:-1]:
        browser.see(text, "#messages")
    company.line.event("text", mallory, text=TEXTS[-1])  # this one by the live script
    browser.wait(lambda: len(browser.all(".bubble__text")) == len(TEXTS), "one bubble more")
    company.line.event("text", mallory, text=TEXTS[1])
    browser.wait(lambda: browser.text("#messages").count(TEXTS[1]) == 2, "the live copy")
    assert browser.script("return window.__pwned") is None
    assert browser.script(STRANGERS) == []
    assert "49" not in browser.text("#messages")


def test_an_account_with_a_hostile_name(browser: Browser, company: Company) -> None:
    company.line.account = company.line.post("/accounts", name=NAME, use_webhook=True)
    company.connect()
    company.sign_in(browser, company.dewi)
    browser.visit(ACCOUNTS)
    browser.see(NAME, ".account__name")
    browser.press(f"Disconnect {NAME}")
    browser.see(NAME, "dialog[open]")
    assert browser.script(STRANGERS) == []
    browser.press("Disconnect", "dialog")
    browser.see(f"{NAME} is disconnected.")
    assert browser.script(STRANGERS) == []
