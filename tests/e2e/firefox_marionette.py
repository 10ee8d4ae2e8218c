"""Selenium's WebDriver for a stock Firefox, without geckodriver: a process, a profile, and Marionette between.

Marionette is the remote protocol built into every Firefox; geckodriver only translates W3C WebDriver to it, and so
does `marionette_connection`.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from selenium.webdriver.firefox.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

from tests.e2e.marionette_connection import MarionetteConnection

PATIENCE = 60.0
"""Seconds that a cold Firefox may take to open its port."""


class FirefoxMarionette(WebDriver):
    """Raises `RuntimeError` when the browser does not start."""

    def __init__(self, binary: str, prefs: Mapping[str, object] | None = None) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="firefox-"))
        self._write_prefs({"marionette.port": 0, **(prefs or {})})
        self._process = self._start(binary)
        atexit.register(self._stop)  # no orphan when a script ends before quit()
        try:
            super().__init__(command_executor=MarionetteConnection(self._port()), options=Options())
            self._is_remote = False  # or send_keys() of a path would upload it to a grid
        except BaseException:
            self._stop()
            raise

    def quit(self) -> None:
        try:
            super().quit()
        finally:
            self._stop(grace=10)
            atexit.unregister(self._stop)

    def _write_prefs(self, prefs: Mapping[str, object]) -> None:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items()]
        (self._home / "user.js").write_text("".join(lines))

    def _start(self, binary: str) -> subprocess.Popen[bytes]:
        environ = {**os.environ, "HOME": str(self._home), "MOZ_HEADLESS_WIDTH": "1280", "MOZ_HEADLESS_HEIGHT": "900"}
        environ.pop("DISPLAY", None)
        command = [binary, "--headless", "--marionette", "--no-remote", "--profile", str(self._home)]
        return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _port(self) -> int:
        """Firefox chooses a free one and writes it into its profile."""
        deadline, told = time.monotonic() + PATIENCE, self._home / "MarionetteActivePort"
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                return int(told.read_text())
            except (OSError, ValueError):
                time.sleep(0.05)
        raise RuntimeError(f"Firefox did not open Marionette (exit status {self._process.poll()})")

    def _stop(self, grace: float = 0) -> None:
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)
