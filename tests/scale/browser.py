"""Somebody of the team at a browser without scripts. Cookies are good at every web server of the installation."""

from __future__ import annotations

import time
from typing import Any

import requests

from qontak_line.launcher.seed.staff import hidden_fields

TIMEOUT = 30.0


class Browser:
    """`url`: where it goes now; change it to go to another server. Raises `requests.HTTPError` for a refusal."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def log_in(self, username: str, password: str) -> None:
        self.submit("/login", "/login", username=username, password=password)

    def get(self, path: str) -> requests.Response:
        answer = self.session.get(self.url + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer

    def submit(self, page: str, path: str, **fields: str) -> None:
        """Open `page`, and post its form for `path`."""
        hidden = hidden_fields(self.get(page).text, path)
        self.session.post(self.url + path, data={**hidden, **fields}, timeout=TIMEOUT).raise_for_status()

    def answer(self, conversation_id: int, text: str) -> None:
        """While nobody answers, the same form again, as people do: that is one answer."""
        room = f"/inbox/{conversation_id}"
        hidden = hidden_fields(self._surely("GET", room).text, f"{room}/messages")
        hidden.pop("seen", None)  # the customer may have written meanwhile
        self._surely("POST", f"{room}/messages", data={**hidden, "text": text})

    def _surely(self, method: str, path: str, **fields: Any) -> requests.Response:
        for pause in (0.2, 0.5, 1.0, 2.0, 4.0):
            try:
                answer = self.session.request(method, self.url + path, timeout=TIMEOUT, **fields)
            except requests.ConnectionError:
                time.sleep(pause)
                continue
            answer.raise_for_status()
            return answer
        raise AssertionError(f"{method} {path}: nobody answers")
