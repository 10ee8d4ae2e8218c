"""Which browser engines this machine can drive."""

import shutil
from pathlib import Path

NEEDS = {
    "chromium": ("chromium", "chromedriver"),
    "firefox": ("firefox-esr",),
    "webkit": ("WebKitWebDriver", "Xvfb"),
}


def present() -> list[str]:
    return [engine for engine in NEEDS if not lacking(engine)]


def lacking(engine: str) -> list[str]:
    """The programs that would have to be installed for this engine."""
    absent = [program for program in NEEDS[engine] if shutil.which(program) is None]
    if engine == "webkit" and not any(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")):
        absent.append("MiniBrowser")
    return absent
