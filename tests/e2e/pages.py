"""What people do on the program's pages, in their words."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.keys import Keys

from tests.e2e.browser import Browser, words_of

SETTLED = "return !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"

ADD_FORM = "/integrations/line/new"
ACCOUNTS = "/integrations/line"


def let_settle(browser: Browser) -> None:
    """htmx wires what it swapped in only a moment later; a click before that does nothing."""
    browser.wait(lambda: browser.script(SETTLED), "a page at rest")


# the simulator's console


def read_credentials(browser: Browser, account: dict[str, Any], line_url: str) -> tuple[str, str]:
    """Channel secret and access token, as the console page shows them."""
    browser.visit(line_url + "/")
    number = account["channel_id"]
    return _value(browser, f"#secret-{number}"), _value(browser, f"#token-{number}")


def _value(browser: Browser, css: str) -> str:
    return str(browser.find(css).get_property("value"))


# integrations


def fill_add_form(browser: Browser, secret: str, token: str) -> None:
    browser.fill("Channel secret", secret)
    browser.fill("Channel access token", token)


def install(browser: Browser) -> None:
    browser.press("Install")
    let_settle(browser)


def error_popup(browser: Browser) -> str:
    """The words of the popup Error, which then has the focus."""
    words = browser.text("dialog[open]")
    assert words.startswith("Error"), words
    assert "Success" not in words
    return words


def errors_at(browser: Browser, label: str) -> str:
    """The words that describe the field, as assistive technology finds them."""
    names = (browser.field(label).get_dom_attribute("aria-describedby") or "").split()
    return " ".join(browser.text(f"#{name}") for name in names if name.endswith("-error"))


# inbox


def open_room(browser: Browser, customer: str) -> None:
    """Press the row of that customer."""
    row = f"//a[@data-conversation-id][.//*[@class='row__name'][normalize-space(.)='{customer}']]"
    browser.follow(lambda: browser.driver.find_element("xpath", row), f"the row of {customer}")
    browser.find("#room")


def answer(browser: Browser, text: str) -> None:
    """Write it and press Enter."""
    browser.click("#composer-text")
    browser.type(text, Keys.ENTER)


def assign_to(browser: Browser, name: str) -> None:
    """Choose that person in the head's menu."""
    menu = "#room-head .assignee"
    browser.click(f"{menu} summary")
    browser.do(lambda: next(one for one in browser.all(f"{menu} .menu__item") if name in words_of(one)).click(), name)


def state_of(browser: Browser, text: str) -> str:
    """The state word of our bubble with that text."""
    for bubble in browser.all("#messages .message--outgoing"):
        if text in words_of(bubble):
            return words_of(bubble.find_element("css selector", ".state__word"))
    return ""


def see_state(browser: Browser, text: str, state: str) -> None:
    browser.wait(lambda: state_of(browser, text) == state, f"{text!r} {state}, not {state_of(browser, text)!r}")
