"""One window of a browser, and the verbs of a person in front of it. Each verb waits until it can be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 10.0
PRESSABLE = "self::a or self::button or self::summary or @role='button'"
PASSING = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
"""What a page may say while it is being repainted."""

LEAVING = ("does not belong to the document", "execution context", "context with specified id", "navigat")
"""What Chromium's driver says, as an error without a name, when the page goes away in the middle of a question."""

Found = TypeVar("Found")


class Browser:
    """`origin` is put before addresses that begin with a slash. `heard`: script errors of the pages that were left."""

    def __init__(self, driver: WebDriver, engine: str, *, has_javascript: bool = True) -> None:
        self.driver = driver
        self.engine = engine
        self.origin = ""
        self.heard: list[str] = []
        self._has_javascript = has_javascript

    # going

    def visit(self, address: str) -> None:
        self.note_errors()
        self.driver.get(self.origin + address if address.startswith("/") else address)

    def reload(self) -> None:
        self.note_errors()
        self.driver.refresh()

    def path(self) -> str:
        """The address after the origin, with its query."""
        return self.driver.current_url.removeprefix(self.origin)

    def wait_for_path(self, path: str) -> None:
        self.wait(lambda: self.path() == path, f"the address {path}, not {self.path()}")

    # seeing

    def wait(self, is_so: Callable[[], Found], what: str, seconds: float = PATIENCE) -> Found:
        """The first true answer of `is_so`. Raises AssertionError with `what` when there is none in time."""
        waiting = WebDriverWait(self.driver, seconds, poll_frequency=0.05, ignored_exceptions=PASSING)
        try:
            return waiting.until(lambda _: _unless_leaving(is_so))  # type: ignore[return-value]
        except TimeoutException:
            raise AssertionError(f"waited in vain for {what} at {self.driver.current_url}") from None

    def find(self, css: str) -> WebElement:
        """The first one that can be seen."""
        return self.wait(lambda: next((one for one in self.all(css) if one.is_displayed()), None), css)  # type: ignore[return-value]

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def text(self, css: str = "body") -> str:
        """What can be read there."""
        return words_of(self.find(css))

    def see(self, words: str, css: str = "body", seconds: float = PATIENCE) -> None:
        """Wait until these words can be read somewhere in `css`."""
        self.wait(lambda: any(words in words_of(one) for one in self.all(css)), f"{words!r} in {css}", seconds)

    def see_gone(self, css: str) -> None:
        self.wait(lambda: not any(one.is_displayed() for one in self.all(css)), f"no {css} any more")

    def cookie(self, name: str) -> dict[str, Any]:
        return next((one for one in self.driver.get_cookies() if one["name"] == name), {})

    # doing

    def press(self, name: str, css: str = "body") -> None:
        """Click the button or link of that name (its text or its label) inside `css`."""
        self.do(lambda: self.pressable(name, css).click(), f"{name!r} to press")

    def pressable(self, name: str, css: str = "body") -> WebElement:
        """The first visible one. Raises `NoSuchElementException`."""
        wanted = f".//*[{PRESSABLE}][normalize-space(.)={_quoted(name)} or @aria-label={_quoted(name)}]"
        for part in self.all(css):
            for one in part.find_elements(By.XPATH, wanted):
                if one.is_displayed():
                    return one
        raise NoSuchElementException(name)

    def can_press(self, name: str, css: str = "body") -> bool:
        try:
            return bool(self.pressable(name, css))
        except NoSuchElementException:
            return False

    def click(self, css: str) -> None:
        self.do(lambda: self.find(css).click(), f"{css} to click")

    def follow(self, find: Callable[[], WebElement], what: str) -> None:
        """Click a link until it leads elsewhere: WebKit's driver loses clicks on what is repainted meanwhile."""
        before = self.path()

        def try_it() -> bool:
            if self.path() == before:
                find().click()
            return self.path() != before

        self.wait(try_it, f"{what} to lead elsewhere")

    def field(self, label: str) -> WebElement:
        """The field with that label. Raises `NoSuchElementException`."""
        said = self.driver.find_element(By.XPATH, f"//label[normalize-space(.)={_quoted(label)}]")
        name = said.get_dom_attribute("for")
        return self.driver.find_element(By.ID, name) if name else said.find_element(By.TAG_NAME, "input")

    def fill(self, label: str, text: str) -> None:
        def fill() -> None:
            field = self.field(label)
            field.clear()
            field.send_keys(text)

        self.do(fill, f"the field {label!r}")

    def type(self, *keys: str) -> None:
        """Keys go to whatever has the focus."""
        self.do(lambda: self.driver.switch_to.active_element.send_keys(*keys), "something with focus")

    def type_with_shift(self, key: str) -> None:
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()

    def tab_to_css(self, css: str, most: int = 60) -> None:
        """Press Tab until the focus is there."""
        for _ in range(most):
            self.type(Keys.TAB)
            if self.driver.switch_to.active_element in self.all(css):
                return
        raise AssertionError(f"Tab never reached {css}; last was {self.focus()}")

    def focus(self) -> tuple[str, str]:
        """Id and name of what has the focus."""
        focused = self.driver.switch_to.active_element
        label = focused.get_dom_attribute("aria-label") or words_of(focused)
        return str(focused.get_dom_attribute("id") or ""), label

    def do(self, act: Callable[[], None], what: str) -> None:
        """Run `act` until nothing that is being repainted stands in its way."""

        def try_it() -> bool:
            act()
            return True

        self.wait(try_it, what)

    def script(self, source: str, *arguments: Any) -> Any:
        return self.driver.execute_script(source, *arguments)

    # ending

    def note_errors(self) -> None:
        """Write down the script errors of this page, before it is left."""
        if self._has_javascript:
            self.heard += self.script("const told = window.__errors || []; return told.splice(0)")

    def save(self, file: Path) -> None:
        """A picture and the document, for whoever looks into a failure."""
        try:
            if self._has_javascript:
                self.wait_for_frames()
            self.driver.save_screenshot(f"{file}.png")
            file.with_suffix(".html").write_text(f"<!-- {self.driver.current_url} -->\n{self.driver.page_source}")
        except WebDriverException as problem:
            file.with_suffix(".html").write_text(f"<!-- no picture: {problem} -->")

    def wait_for_frames(self) -> None:
        """WebKit copies the last painted frame, which can be older than the document."""
        self.driver.execute_async_script(
            "const done = arguments[0];requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))"
        )


def _unless_leaving(is_so: Callable[[], Found]) -> Found | None:
    """None while one page gives way to the next."""
    try:
        return is_so()
    except PASSING:
        raise
    except WebDriverException as problem:
        if any(words in str(problem.msg).lower() for words in LEAVING):
            return None
        raise


def words_of(element: WebElement) -> str:
    """What can be read in it. WebKit's driver itself overlooks words in boxes that clip."""
    return str(element.get_property("innerText") or "").strip() if element.is_displayed() else ""


def _quoted(text: str) -> str:
    """A string of XPath, which knows no escapes."""
    if "'" not in text:
        return f"'{text}'"
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"
