"""Answers "too slow" and closes the connection, which only the kernel knows.

The server tells nothing of a request's connection but the address. So each of the refused gets an answer of a length of
its own, and the connection on which exactly so many bytes left meanwhile is the one. Where the kernel does not count
(it is Linux that does), nothing is closed, and the client keeps its thread until it goes.
"""

from __future__ import annotations

import os
import random
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

AT_ONCE = 400
STATUS = 408
HEADERS = [("content-type", "text/plain"), ("connection", "close")]

_HEAD = (
    "HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: 4000\r\n"
    "server: granian\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\n\r\n"
)
_WORDS = b"too slow\n"
_LEAST, _MOST = 2000, 9999 - AT_ONCE
_LOOKS = 4
_PAUSE_S = 0.05
_TCP_INFO_BYTES = 256
_BYTES_SENT = 200
"""Where `tcpi_bytes_sent` stands in `struct tcp_info` (Linux 4.19 and later)."""


class Connection(NamedTuple):
    """An open connection of this process, and how many bytes left on it so far."""

    peer: object
    sent: int


def refuse(answers: Sequence[Callable[[int, list[tuple[str, str]], bytes], None]]) -> None:
    """Give all these answers, at most `AT_ONCE`, and close their connections."""
    before = _connections()
    first = random.randint(_LEAST, _MOST)  # noqa: S311 - no secret, only unlike the lengths of other answers
    wanted = {len(_HEAD) + length for length in range(first, first + len(answers))}
    for number, answer in enumerate(answers):
        answer(STATUS, HEADERS, _WORDS.ljust(first + number))
    for _ in range(_LOOKS):
        time.sleep(_PAUSE_S)
        wanted -= _close_grown(before, wanted)
        if not wanted:
            return


def _close_grown(before: dict[int, Connection], wanted: set[int]) -> set[int]:
    """Close the connections that alone grew by a wanted number of bytes; gives those numbers."""
    grown: dict[int, list[int]] = defaultdict(list)
    for fd, now in _connections().items():
        was = before.get(fd)
        if was is not None and was.peer == now.peer and now.sent - was.sent in wanted:
            grown[now.sent - was.sent].append(fd)
    for fds in grown.values():
        if len(fds) == 1:
            _close(fds[0], before[fds[0]].peer)
    return set(grown)


def _connections() -> dict[int, Connection]:
    """By file descriptor. Those that end meanwhile are left out."""
    found = {}
    with suppress(FileNotFoundError):  # no such folder beyond Linux
        for name in os.listdir("/proc/self/fd"):
            connection = _looked_at(int(name))
            if connection is not None:
                found[int(name)] = connection
    return found


def _looked_at(fd: int) -> Connection | None:
    with suppress(OSError, struct.error):
        borrowed = socket.socket(socket.AF_INET, socket.SOCK_STREAM, fileno=fd)
        try:
            told = borrowed.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
            return Connection(borrowed.getpeername(), struct.unpack_from("Q", told, _BYTES_SENT)[0])
        finally:
            borrowed.detach()
    return None


def _close(fd: int, peer: object) -> None:
    with suppress(OSError):
        copy = socket.socket(fileno=os.dup(fd))
        with copy:
            if copy.getpeername() == peer:
                copy.shutdown(socket.SHUT_RDWR)
