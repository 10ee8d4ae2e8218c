"""Reads a webhook's raw bytes, and never more of them than LINE would send."""

from __future__ import annotations

from typing import IO, cast

from flask import current_app, request

from qontak_line.web.edge.overdue import Overdue
from qontak_line.web.webhooks import admission

MOST_BYTES = 2 * 1024 * 1024
"""LINE documents 2 MB for its own API and nothing for webhooks."""

SMALL = 64 * 1024
"""Bytes that many bodies may take at the same time."""
_SECONDS = 5.0
"""LINE hangs up after two; whoever drips bytes for longer is not LINE."""


class TooLarge(Exception):
    """More than `MOST_BYTES`, by its own word or by what came."""


class TooSlow(Exception):
    """The bytes did not come in time."""


def is_announced_too_large() -> bool:
    return (request.content_length or 0) > MOST_BYTES


def read(channel_id: int) -> bytes:
    """The body as it came. Raises `TooLarge`, `TooSlow`, and `admission.Full` when too many big ones are under way.

    A sender that hangs up leaves a short body behind.
    """
    expected = _expected()
    if expected <= SMALL:
        return _read(expected)
    places = admission.big_places()
    places.enter(channel_id)
    try:
        body = _read(expected)
    finally:
        places.leave(channel_id)
    if len(body) > MOST_BYTES:
        raise TooLarge
    return body


def _read(expected: int) -> bytes:
    """Until all is there or the sender's time is over: then they were told so, and hung up on."""
    overdue: Overdue = current_app.extensions["overdue"]
    wait = overdue.begin(request.environ, _SECONDS)
    stream = cast(IO[bytes], request.environ["wsgi.input"])
    try:
        body = stream.read(expected) if expected else b""
    finally:
        came_in_time = overdue.end(wait)
    if not came_in_time:
        raise TooSlow
    return body


def _expected() -> int:
    """How much to read: what the header says; of a chunked body one byte more than allowed."""
    if request.content_length is not None:
        return min(request.content_length, MOST_BYTES + 1)
    return MOST_BYTES + 1 if request.environ.get("wsgi.input_terminated") else 0
