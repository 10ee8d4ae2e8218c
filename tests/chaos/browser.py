"""A member of the staff at a browser without JavaScript: cookies, forms and their CSRF tokens."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping

import requests

from tests.chaos.cast import PASSWORD
from tests.chaos.notes import Notes

TIMEOUT = 25.0
PATIENCE = 60.0
"""Seconds for which somebody tries to log in while the house is down."""

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Gone(Exception):
    """No answer, or one that says: later. What came of the request nobody knows."""


class Browser:
    """One login. Each answer that is 5xx but for 503 is an incident."""

    def __init__(self, url: str, username: str, notes: Notes) -> None:
        self.username, self.url = username, url
        self._notes = notes
        self._session = requests.Session()
        self._session.trust_env = False

    def log_in(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fields = fields_of(self.get("/login").text)
                answer = self.post("/login", {**fields, "username": self.username, "password": PASSWORD})
                assert answer.status_code in (302, 303), f"{self.username} cannot log in: {answer.status_code}"
                return
            except Gone:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def get(self, path: str) -> requests.Response:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> requests.Response:
        return self._ask("POST", path, fields)

    def twin(self) -> Browser:
        """The same browser once more, for a second request at the same time."""
        other = Browser(self.url, self.username, self._notes)
        other._session.cookies.update(self._session.cookies)
        return other

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None) -> requests.Response:
        """Raises `Gone`."""
        self._notes.begin("agents")
        status: int | str = "none"
        try:
            answer = self._session.request(method, self.url + path, data=fields, timeout=TIMEOUT, allow_redirects=False)
            status = answer.status_code
        except requests.RequestException as problem:
            status = type(problem).__name__
            raise Gone(status) from None
        finally:
            self._notes.end("agents", status)
        if answer.status_code == 503:
            raise Gone("503")
        if answer.status_code >= 500:
            self._notes.incident(f"{self.username}: {method} {path} was answered {answer.status_code}")
            raise Gone(str(answer.status_code))
        if path != "/login" and answer.headers.get("Location", "").startswith("/login"):
            self._notes.incident(f"{self.username} was logged out")
            self.log_in()
            raise Gone("logged out")
        return answer


def fields_of(page: str, action: str | None = None) -> dict[str, str]:
    """Names and values of the inputs of the form with that action, or of the whole page."""
    if action is not None:
        start = page.find(f'action="{action}"')
        if start < 0:
            return {}
        page = page[start : page.find("</form>", start)]
    found: dict[str, str] = {}
    for tag in _INPUT.findall(page):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if "name" in attributes and attributes.get("type") != "checkbox":
            found.setdefault(attributes["name"], attributes.get("value", ""))
    return found


def rooms_of(page: str) -> set[int]:
    """The conversations that a list shows."""
    return {int(number) for number in re.findall(r'data-conversation-id="(\d+)"', page)}
