"""The sockets beneath the calls: they keep a call's deadline and know whether the request has left.

requests times each read by itself, so a server that drips a byte a second could hold a call for ever;
here every read and write gets no more than what is left of the whole call.
"""

import io
import socket
import time
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Clock:
    """One call's time: `total` seconds from now, of which `read` may pass in silence.

    `has_left` is False while surely no byte of the request went out, None before any socket was opened.
    """

    def __init__(self, read: float, total: float) -> None:
        self._read = read
        self._end = time.monotonic() + total
        self.has_left: bool | None = None

    def limit(self, sock: socket.socket) -> None:
        """Let the next read or write on `sock` take no longer than the call may."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took too long")
        sock.settimeout(min(self._read, left))


current: ContextVar[Clock | None] = ContextVar("current", default=None)


class _Reader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, clock: Clock) -> None:
        self._raw = raw
        self._sock = sock
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._clock.limit(self._sock)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        clock = current.get()
        if clock is not None:
            self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock, clock))


class _Connection(HTTPConnection):
    response_class = _Response

    def connect(self) -> None:
        _note_connecting()
        super().connect()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _note_leaving(self.sock)
        super().send(data)


class _TLSConnection(HTTPSConnection):
    response_class = _Response

    def connect(self) -> None:
        _note_connecting()
        super().connect()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _note_leaving(self.sock)
        super().send(data)


def _note_connecting() -> None:
    if clock := current.get():
        clock.has_left = False


def _note_leaving(sock: socket.socket) -> None:
    if clock := current.get():
        clock.limit(sock)
        clock.has_left = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class Adapter(HTTPAdapter):
    """Carries requests over the connections of this module; never tries again by itself."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
