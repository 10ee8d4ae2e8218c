"""Many open live streams, read by one thread as a browser would: what comes, and when."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence

LOOK = b"event: look"
OPENED = b": here"
PATIENCE_S = 15.0


class Silent(Exception):
    """Not every stream was told in time."""


class Streams:
    """Connections to `/live`, one for each cookie given."""

    def __init__(self, port: int, cookies: Sequence[str]) -> None:
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        for cookie in cookies:
            one = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
            one.sendall(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
            self._sockets[one.fileno()] = one
            self._poll.register(one, select.EPOLLIN)
        self._prove_open()

    def times_of(self, word: bytes) -> list[float]:
        """When each stream read `word` (`time.perf_counter`), earliest first. Raises `Silent`."""
        received = dict.fromkeys(self._sockets, b"")
        times: list[float] = []
        deadline = time.perf_counter() + PATIENCE_S
        while received:
            ready = self._poll.poll(max(0.0, deadline - time.perf_counter()))
            if not ready:
                raise Silent(f"{len(received)} of {len(self._sockets)} streams were not told")
            for number, _ in ready:
                part = self._read(number)
                if number in received:
                    received[number] += part
                    if word in received[number]:
                        times.append(time.perf_counter())
                        del received[number]
        return times

    def _prove_open(self) -> None:
        """Wait until all have begun. Raises `Silent`, with what a server said that wants no more of them."""
        for number in self._sockets:
            begun = b""
            while OPENED not in begun:
                begun += self._read(number)
                if not begun.startswith(b"HTTP/1.1 200"[: len(begun)]):
                    raise Silent(f"a stream was answered {begun[9:12].decode()}")

    def skip(self, seconds: float) -> None:
        """Read and forget whatever comes in that time."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            for number, _ in self._poll.poll(left):
                self._read(number)

    def close(self) -> None:
        self._poll.close()
        for one in self._sockets.values():
            one.close()

    def _read(self, number: int) -> bytes:
        part = self._sockets[number].recv(65536)
        if not part:
            raise Silent("the server ended a stream")
        return part
