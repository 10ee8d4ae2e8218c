"""Just enough HTTP to know where an answer ends: the load generator shares the machine with whom it measures."""

from __future__ import annotations

import re

_HEAD_END = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.1 (\d\d\d)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class NotUnderstood(Exception):
    """Not the start of an HTTP/1.1 answer with a Content-Length."""


def take(received: bytes) -> tuple[int, int] | None:
    """Status and size in bytes of the answer that `received` begins with; None when it is not whole yet."""
    head_size = received.find(_HEAD_END)
    if head_size < 0:
        return None
    status, length = _STATUS.match(received), _LENGTH.search(received, 0, head_size + 2)
    if status is None or length is None:
        raise NotUnderstood(received[:80])
    size = head_size + len(_HEAD_END) + int(length[1])
    return (int(status[1]), size) if len(received) >= size else None
