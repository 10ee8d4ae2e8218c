"""A browser's live stream: collects what it is told, in a thread of its own."""

from __future__ import annotations

import threading
import time

import requests


class Listener:
    """Opens `/live` with a browser's cookies. `looks` grows while it listens."""

    def __init__(self, browser: requests.Session, url: str) -> None:
        self.looks: list[str] = []
        self.events: list[str] = []
        self.is_over = threading.Event()
        self._answer = browser.get(f"{url}/live", stream=True, timeout=(5, 60))
        self._answer.raise_for_status()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def heard(self, look: str, seconds: float = 10.0) -> bool:
        """Whether it is told so in time. `everything` does not count as `look`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if look in self.looks:
                return True
            time.sleep(0.02)
        return False

    def forget(self) -> None:
        self.looks.clear()

    def _read(self) -> None:
        try:
            for line in self._answer.iter_lines(chunk_size=1, decode_unicode=True):
                name, _, value = line.partition(": ")
                if name == "event":
                    self.events.append(value)
                elif name == "data" and self.events[-1] == "look":
                    self.looks.append(value)
        except requests.RequestException:
            pass  # the server went
        finally:
            self.is_over.set()
