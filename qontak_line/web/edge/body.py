"""A page's body as its form reads it: until its time is over."""

from __future__ import annotations

import io
from typing import IO, Any

from werkzeug.exceptions import RequestTimeout

from qontak_line.web.edge.overdue import Overdue, Wait

SECONDS = 10.0
"""For any body; the bigger ones get more."""
SLOWEST = 16 * 1024
"""Bytes a second: a worse connection can not upload."""


class Body(io.RawIOBase):
    """`wsgi.input` of one request. Reading raises 408 when it took too long: the sender was told so already."""

    def __init__(self, environ: dict[str, Any], overdue: Overdue) -> None:
        super().__init__()
        self._environ, self._overdue = environ, overdue
        self._stream: IO[bytes] = environ["wsgi.input"]
        length = environ.get("CONTENT_LENGTH") or "0"
        self._announced = int(length) if length.isascii() and length.isdigit() else 0
        self._read = 0
        self._wait: Wait | None = None
        self._is_begun = self._is_done = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._is_begun:
            self._is_begun = True
            self._wait = self._overdue.begin(self._environ, SECONDS + self._announced / SLOWEST)
        part = b"" if self._is_done or not len(buffer) else self._stream.read(len(buffer))
        buffer[: len(part)] = part
        self._read += len(part)
        if len(part) < len(buffer) or self._read == self._announced:
            self.leave()
        return len(part)

    def leave(self) -> None:
        """Nothing more is read."""
        if self._is_begun and not self._is_done:
            self._is_done = True
            if not self._overdue.end(self._wait):
                raise RequestTimeout
