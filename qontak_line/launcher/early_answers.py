"""Lets the application answer a request from another thread: granian can, but tells the application nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from granian.server import mp

from qontak_line.web.edge.overdue import ANSWER_EARLY

Runner = Callable[[Any, dict[str, Any]], Any]


def allow() -> None:
    """In a worker, before it serves. The second answer to a request is void, whoever gives it."""
    wrap = mp._wsgi_call_wrap

    def wrap_and_tell(*given: Any) -> Runner:
        run: Runner = wrap(*given)

        def run_and_tell(protocol: Any, scope: dict[str, Any]) -> Any:
            scope[ANSWER_EARLY] = protocol.response_bytes
            return run(protocol, scope)

        return run_and_tell

    mp._wsgi_call_wrap = wrap_and_tell
