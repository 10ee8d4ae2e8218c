"""Takes the pictures: exact sizes, small files."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PIL import Image
from selenium.webdriver import Chrome

from tests.e2e.browser import Browser
from tests.e2e.pages import let_settle

COLOURS = 256


class Photographer:
    """Pictures of a Chromium window go to `folder`."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._chrome = cast(Chrome, browser.driver)
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def hold(self, width: int, height: int, scale: float = 1) -> None:
        """From now on pages are that wide and high; `scale` is pixels of the picture per pixel of the page."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self._chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def take(self, name: str) -> None:
        """`name`.png, once the page is at rest and without a blinking caret."""
        if self._browser.script("return Boolean(window.htmx)"):
            let_settle(self._browser)
        self._browser.wait(
            lambda: self._browser.script("return [...document.images].every((one) => one.complete)"), "the pictures"
        )
        self._browser.wait_for_frames()
        file = self._folder / f"{name}.png"
        self._chrome.save_screenshot(str(file))
        _shrink(file)


def _shrink(file: Path) -> None:
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
