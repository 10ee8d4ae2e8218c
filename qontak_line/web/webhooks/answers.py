"""What LINE's door says: a few short texts, made once. They carry the headers that `web/headers` gives to pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Response

from qontak_line.web import headers
from qontak_line.web.edge.reply import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Fixed(Response):
    """An answer that is the same for everybody, and therefore made once and never changed."""

    def __init__(self, text: str, status: int, more: Mapping[str, str] | None = None) -> None:
        super().__init__(text + "\n", status, {**headers.everywhere(), **(more or {})}, mimetype="text/plain")
        body = self.get_data()
        self._body = [body]
        self._line = self.status
        self._headers = [*self.headers.to_wsgi_list()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self._line, self._headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else self._body

    def give(self, reply: Reply) -> None:
        """Instead of what the request's own thread has returned."""
        reply(self.status_code, self._headers.copy(), self._body[0])


OK = Fixed("ok", 200)
LATER = Fixed("later", 202)
"""Never sent: the answer is given once it is known."""
NOT_A_WEBHOOK = Fixed("not a webhook", 400)
UNAUTHORIZED = Fixed("unauthorized", 401)
ONLY_POST = Fixed("only POST", 405, {"Allow": "POST"})
TOO_SLOW = Fixed("too slow", 408)
TOO_LARGE = Fixed("too large", 413)
BUSY = Fixed("busy", 503, {"Retry-After": "5"})
