"""Answering a request from another thread than its own, where the server lets us (`launcher/early_answers`)."""

from __future__ import annotations

from typing import Protocol

REPLY = "qontak_line.reply"
"""Key of the request's environ; not there under a server that can not."""

Headers = list[tuple[str, str]]


class Reply(Protocol):
    """May be called from any thread, as long as anybody holds it; every call after the first is void."""

    def __call__(self, status: int, headers: Headers, body: bytes) -> None: ...

    def leave(self) -> None:
        """What the application returns for this request is not sent: the answer comes by a call, sooner or later."""
