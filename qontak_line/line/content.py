"""A message's file while it streams in. Source: LINE's "Get content"."""

from collections.abc import Iterator

import requests

from qontak_line.line import errors
from qontak_line.line.answers import read_chunk
from qontak_line.line.interruptions import BROKEN, error_of_broken
from qontak_line.line.types import Content
from qontak_line.line.wire import Clock

_MANY_DIGITS = 16


def content_of(response: requests.Response, clock: Clock) -> Content:
    length = response.headers.get("Content-Length", "")
    return Content(
        content_type=response.headers.get("Content-Type", "application/octet-stream"),
        length=int(length) if length.isascii() and length.isdigit() and len(length) < _MANY_DIGITS else None,
        chunks=_chunks(response, clock),
    )


def _chunks(response: requests.Response, clock: Clock) -> Iterator[bytes]:
    while True:
        chunk: bytes | errors.LineError
        try:
            chunk = read_chunk(response)
        except BROKEN as broken:
            chunk = error_of_broken(broken, clock, response)
        if isinstance(chunk, errors.LineError):
            raise chunk
        if not chunk:
            return
        yield chunk
