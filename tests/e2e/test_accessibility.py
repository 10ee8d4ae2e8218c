"""axe-core finds nothing on any page or dialog, light or dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.axe import violations
from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.house import open_house
from tests.e2e.pages import ACCOUNTS, ADD_FORM, answer, fill_add_form, install, open_room, see_state
from tests.e2e.test_login import log_in

pytestmark = pytest.mark.e2e


def test_before_the_login(browser: Browser, company: Company, tmp_path: Path, empty_database: Path) -> None:
    browser.visit("/login")
    assert violations(browser) == []
    log_in(browser, company.dewi, "wrong-password")
    browser.see("Wrong username or password.")
    assert violations(browser) == []
    browser.visit("/static/nothing")
    assert violations(browser) == []
    with open_house(tmp_path, empty_database) as house:
        browser.visit(f"{house.url}/setup")
        browser.press("Set up")
        browser.see("field is required")
        assert violations(browser) == []
        browser.visit("about:blank")


def test_integrations(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.dewi)
    browser.visit(ACCOUNTS)
    assert violations(browser) == []
    browser.visit(ADD_FORM)
    install(browser)
    browser.see("field is required")
    assert violations(browser) == []
    account = company.line.account
    fill_add_form(browser, account["channel_secret"], "x" * 172)
    install(browser)
    browser.find("dialog[open]")
    assert violations(browser) == []
    company.line.change(use_webhook=False)
    browser.visit(ADD_FORM)
    fill_add_form(browser, account["channel_secret"], account["channel_access_token"])
    install(browser)
    browser.see("Success", "dialog[open]")
    assert violations(browser) == []
    browser.press("OK", "dialog")
    browser.see("Still to do")
    assert violations(browser) == []
    browser.press(f"Settings of {account['name']}")
    browser.see("Health")
    assert violations(browser) == []
    browser.press("Disconnect")
    browser.see("Are you sure?", "dialog[open]")
    assert violations(browser) == []


def test_inbox(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.dewi)
    browser.visit("/inbox")
    assert violations(browser) == []
    company.connect()
    siti = company.customer("Siti Rahma")
    for kind in ("image", "sticker", "location", "file"):
        company.line.event(kind, siti)
    company.line.event("text", siti, text="Lihat https://example.com ya")
    browser.see("Lihat", "#rows")
    assert violations(browser) == []
    open_room(browser, "Siti Rahma")
    company.line.knob("send", "forbidden", times=1)
    answer(browser, "Gagal")
    see_state(browser, "Gagal", "failed")
    answer(browser, "Baik, Kak")
    see_state(browser, "Baik, Kak", "accepted")
    assert violations(browser) == []
    browser.click("#room-head .assignee summary")
    assert violations(browser) == []


def test_team_and_profile(browser: Browser, company: Company) -> None:
    company.sign_in(browser, company.dewi)
    for address in ("/team", "/team/new", f"/team/{company.budi.id}", "/profile"):
        browser.visit(address)
        assert violations(browser) == [], address
    browser.click(".name-button")
    assert violations(browser) == []
    company.sign_in(browser, company.budi)
    browser.visit("/team")
    browser.see("403")
    assert violations(browser) == []


def test_the_simulator(browser: Browser, company: Company) -> None:
    company.connect()
    siti = company.customer("Siti Rahma")
    company.line.event("text", siti, text="Halo")
    for address in (company.line.url, company.phone(siti)):
        browser.visit(address)
        assert violations(browser) == [], address
