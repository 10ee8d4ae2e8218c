"""How each engine is started: headless, as any user, with absolute paths so that nothing is looked for elsewhere."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service as ChromeService
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from tests.e2e.firefox_marionette import FirefoxMarionette
from tests.quality.engines import NEEDS

WIDTH, HEIGHT = 1280, 900
STUCK_AFTER = 40
"""Seconds without an answer of the driver: fails one test, not the run."""


def chromium(*more: str, javascript: bool = True) -> WebDriver:
    """`more`: further arguments of its command line."""
    options = webdriver.ChromeOptions()
    options.binary_location = _program("chromium")
    for argument in (
        "--headless",
        "--no-sandbox",  # or it refuses to run as root
        "--disable-dev-shm-usage",
        f"--window-size={WIDTH},{HEIGHT}",
        "--lang=en-US",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        *more,
    ):
        options.add_argument(argument)
    if not javascript:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=ChromeService(_program("chromedriver")))


def firefox(*, javascript: bool = True) -> WebDriver:
    return FirefoxMarionette(_program("firefox-esr"), {} if javascript else {"javascript.enabled": False})


def webkit() -> WebDriver:
    """Needs a display. No rendering variables: some of them hang the first screenshot for ever."""
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
    options.add_argument("--automation")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Selenium's own
        return webdriver.WebKitGTK(options=options, service=WebKitService(_program("WebKitWebDriver")))


START: dict[str, Callable[[], WebDriver]] = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
WITHOUT_JAVASCRIPT: dict[str, Callable[[], WebDriver]] = {
    "chromium": lambda: chromium(javascript=False),
    "firefox": lambda: firefox(javascript=False),
}


def chosen() -> list[str]:
    """ENGINES of the environment, else all that we know."""
    return [engine for engine in os.environ.get("ENGINES", ",".join(NEEDS)).split(",") if engine]


def only(*names: str) -> pytest.MarkDecorator:
    """Run a test in these engines alone."""
    here = [one for one in chosen() if one in names]
    if not here:
        return pytest.mark.skip(f"needs {' or '.join(names)}")
    return pytest.mark.parametrize("engine", here, indirect=True)


def start(engine: str, *, javascript: bool = True) -> WebDriver:
    """A running browser of that engine, 1280 × 900 inside or a little less."""
    driver = (START if javascript else WITHOUT_JAVASCRIPT)[engine]()
    driver.set_page_load_timeout(30)
    driver.set_script_timeout(30)
    driver.set_window_size(WIDTH, HEIGHT)
    if not isinstance(driver, FirefoxMarionette):
        driver.command_executor.client_config.timeout = STUCK_AFTER  # type: ignore[union-attr]
    return driver


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found
