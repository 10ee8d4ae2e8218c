"""One of the team at a browser: logs in, opens a page, sends its form."""

from __future__ import annotations

from html.parser import HTMLParser

import requests

TIMEOUT = 30.0


class Staff:
    """Logs in at the first page that needs it. Raises `requests.RequestException`, also for a page that is refused."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self._url = url
        self._login = {"username": username, "password": password}
        self._session = requests.Session()
        self._session.trust_env = False
        self._is_in = False

    def submit(self, page: str, path: str, **fields: str) -> None:
        """Open `page`, and post `fields` to `path` together with what the page's form for it holds already."""
        self._enter()
        self._post(path, {**self._hidden(page, path), **fields})

    def _enter(self) -> None:
        if not self._is_in:
            self._post("/login", {**self._hidden("/login", "/login"), **self._login})
            self._is_in = True

    def _hidden(self, page: str, path: str) -> dict[str, str]:
        answer = self._session.get(self._url + page, timeout=TIMEOUT)
        answer.raise_for_status()
        return hidden_fields(answer.text, path)

    def _post(self, path: str, fields: dict[str, str]) -> None:
        self._session.post(self._url + path, data=fields, timeout=TIMEOUT).raise_for_status()


def hidden_fields(html: str, path: str) -> dict[str, str]:
    """Names and values of the hidden fields of the form that posts to `path`, or of the page's last form with none."""
    reader = _FormReader(path)
    reader.feed(html)
    return reader.found


class _FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._is_inside = False
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self._is_inside = (attributes.get("action") or self._path).split("?")[0] == self._path
        elif tag == "input" and attributes.get("name") == "csrf_token":  # good for every form
            self.found["csrf_token"] = attributes.get("value") or ""
        elif self._is_inside and tag == "input" and attributes.get("type") == "hidden":
            self.found[attributes.get("name") or ""] = attributes.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
