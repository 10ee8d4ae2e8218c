"""Lets the application answer a request from another thread, and after its own has gone on to the next request.

granian can do that, but tells the application nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from granian.server import mp

from qontak_line.web.edge.reply import REPLY, Headers

Runner = Callable[[Any, dict[str, Any]], Any]


class Reply:
    """One request's answer, in the place of granian's own object. After the first one, further ones are void."""

    __slots__ = ("_is_left", "_protocol")

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._is_left = False

    def __call__(self, status: int, headers: Headers, body: bytes) -> None:
        self._protocol.response_bytes(status, headers, body)

    def leave(self) -> None:
        self._is_left = True

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """What the application's own thread has come to."""
        if not self._is_left:
            self._protocol.response_bytes(status, headers, body)

    def response_iter(self, status: int, headers: Headers, parts: Any) -> None:
        self._protocol.response_iter(status, headers, parts)


def allow() -> None:
    """In a worker, before it serves."""
    wrap = mp._wsgi_call_wrap

    def wrap_and_tell(*given: Any) -> Runner:
        run: Runner = wrap(*given)

        def run_and_tell(protocol: Any, scope: dict[str, Any]) -> Any:
            scope[REPLY] = reply = Reply(protocol)
            return run(reply, scope)

        return run_and_tell

    mp._wsgi_call_wrap = wrap_and_tell
