"""The very first page of an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.browser import Browser
from tests.e2e.house import open_house

pytestmark = pytest.mark.e2e


def test_an_empty_installation_is_set_up_once(browser: Browser, tmp_path: Path, empty_database: Path) -> None:
    with open_house(tmp_path, empty_database) as house:
        browser.origin = house.url
        browser.visit("/inbox")
        assert browser.path() == "/setup"
        browser.press("Set up")
        browser.see("field is required")
        browser.fill("Organization", "Toko Kenanga")
        browser.fill("Username", "wulan")
        browser.fill("Password", "a-long-password")
        browser.press("Set up")
        browser.wait_for_path("/login")
        browser.see("All set")
        browser.fill("Username", "wulan")
        browser.fill("Password", "a-long-password")
        browser.press("Login")
        browser.wait_for_path("/inbox")
        browser.visit("/setup")
        browser.see("404")
        assert house.troubles == []
        browser.visit("about:blank")
