"""The WSGI middleware: what goes in is read with patience, what comes out is handed over whole."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import RequestTimeout

from qontak_line.web.apart import PATH as WEBHOOKS
from qontak_line.web.edge.body import Body
from qontak_line.web.edge.overdue import Overdue
from qontak_line.web.edge.places import Full
from qontak_line.web.edge.senders import Senders
from qontak_line.web.webhooks.answers import BUSY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STREAM = "text/event-stream"
HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})

AT_ONCE = 16
"""Pages that are made at the same time: more are no faster, and webhooks wait behind each for the interpreter."""
PATIENCE_S = 3.0


class Door:
    """Webhooks pass it by: they are counted and read by themselves, and their answers are whole."""

    def __init__(self, inner: WSGIApplication, app: Flask, overdue: Overdue) -> None:
        self._inner = inner
        self._overdue = overdue
        self._senders = Senders(app)
        self._pages = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(WEBHOOKS) or path in HEALTH:
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self._page(environ, start_response)
        return self._post(environ, start_response)

    def _page(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._pages.acquire(timeout=PATIENCE_S):
            return BUSY(environ, start_response)
        try:
            return self._answer(environ, start_response)
        finally:
            self._pages.release()

    def _post(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = body = Body(environ, self._overdue)
        try:
            with self._senders.enter(environ):
                return self._answer(environ, start_response)
        except Full:
            return BUSY(environ, start_response)
        finally:
            with suppress(RequestTimeout):
                body.leave()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """In one piece, which the server sends by itself; in pieces, a thread would wait for the client to read them.

        Live streams are the exception: they have no end, and are counted where they are opened.
        """
        kinds: list[str] = []

        def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kinds[:] = [value for name, value in headers if name.lower() == "content-type"]
            return start_response(status, headers, *more)

        answer = self._inner(environ, note)
        if isinstance(answer, list) or any(kind.startswith(STREAM) for kind in kinds):
            return answer
        try:
            return [b"".join(answer)]
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
