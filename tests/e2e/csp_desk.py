"""Where browsers report what the Content-Security-Policy stopped; also a blank page of the same origin.

It stands in front of the program, which has no such address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

PATH = "/csp-reports"
BLANK = b'<!doctype html><title>Blank</title><link rel="icon" href="data:,">'
"""Without that link Firefox asks for /favicon.ico, whose 404 page would begin a session of its own."""


class CspDesk:
    """A WSGI app that keeps the reports as text and passes everything else on."""

    def __init__(self, app: Callable[..., Iterable[bytes]], reports: list[str]) -> None:
        self._app = app
        self._reports = reports

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST":
            self._reports.append(_told(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))))
        start_response("200 OK", [("Content-Type", "text/html")])
        return [BLANK]


def _told(body: bytes) -> str:
    try:
        report = json.loads(body)["csp-report"]
    except (ValueError, KeyError, TypeError):
        return f"CSP report {body[:500]!r}"
    return f"CSP {report.get('violated-directive')}: {report.get('blocked-uri')} on {report.get('document-uri')}"
