"""Reads a webhook's raw bytes, and never more of them than LINE would send."""

from __future__ import annotations

import time
from typing import IO, cast

from flask import request

MOST_BYTES = 2 * 1024 * 1024
"""LINE documents 2 MB for its own API and nothing for webhooks."""

_AT_ONCE = 64 * 1024
_SECONDS = 5.0
"""LINE hangs up after two; whoever drips bytes for longer is not LINE."""


class TooLarge(Exception):
    """More than `MOST_BYTES`, by its own word or by what came."""


class TooSlow(Exception):
    """The bytes did not come in time."""


def is_announced_too_large() -> bool:
    return (request.content_length or 0) > MOST_BYTES


def read() -> bytes:
    """The body as it came. Raises `TooLarge`, `TooSlow`; a sender that hangs up leaves a short body behind."""
    stream = cast(IO[bytes], request.environ["wsgi.input"])
    left = _expected()
    deadline = time.monotonic() + _SECONDS
    parts: list[bytes] = []
    while left > 0:
        part = stream.read(min(left, _AT_ONCE))
        if not part:
            break
        parts.append(part)
        left -= len(part)
        if time.monotonic() > deadline:
            raise TooSlow
    body = b"".join(parts)
    if len(body) > MOST_BYTES:
        raise TooLarge
    return body


def _expected() -> int:
    """How much to read: what the header says; of a chunked body one byte more than allowed."""
    if request.content_length is not None:
        return min(request.content_length, MOST_BYTES + 1)
    return MOST_BYTES + 1 if request.environ.get("wsgi.input_terminated") else 0
