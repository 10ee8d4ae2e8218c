"""The gates that every other test relies on do close."""

from __future__ import annotations

import pytest

from tests.e2e.axe import violations
from tests.e2e.browser import Browser
from tests.e2e.house import House

pytestmark = pytest.mark.e2e


def test_axe_sees_a_picture_without_words_and_pale_letters_in_the_dark(browser: Browser) -> None:
    browser.visit("/login")
    browser.script(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/img/mark.svg\">');"
        "const sheet = new CSSStyleSheet();"
        "sheet.replaceSync('[data-theme=dark] h1 { color: #334; }');"
        "document.adoptedStyleSheets = [sheet];"
    )
    found = violations(browser)
    assert [one.split(":")[:2] for one in found] == [["light", " image-alt"], ["dark", " color-contrast"]]


def test_what_the_policy_stops_and_what_a_script_throws_is_noticed(browser: Browser, house: House) -> None:
    browser.visit("/login")
    browser.script("document.body.setAttribute('style', 'color: red')")
    browser.script("document.dispatchEvent(new CustomEvent('toast'))")  # our listener wants its detail
    browser.wait(lambda: len(browser.script("return window.__errors")) == 2, "both errors on the page")
    browser.wait(lambda: "style-src" in "".join(house.troubles), "the report")
    browser.note_errors()
    assert len(browser.heard) == 2
    browser.heard.clear()
    house.troubles.clear()
