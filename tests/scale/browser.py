"""Somebody of the team at a browser without scripts. Cookies are good at every web server of the installation."""

from __future__ import annotations

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
        room = f"/inbox/{conversation_id}"
        hidden = hidden_fields(self.get(room).text, f"{room}/messages")
        hidden.pop("seen", None)  # the customer may have written meanwhile
        self.session.post(
            f"{self.url}{room}/messages", data={**hidden, "text": text}, timeout=TIMEOUT
        ).raise_for_status()
