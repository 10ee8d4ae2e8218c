"""Fetch a picture's bytes: one connection to a checked address, no redirect, no proxy, and an end to everything."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time

from qontak_line.actions.pictures.address import Target, addresses_of

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
_CONNECT_S = 3.0
_AT_ONCE = 64 * 1024


class NotFetched(Exception):
    """Nothing usable came: refused, too large, too slow, not a picture's answer."""


def fetch(target: Target, most_bytes: int = MOST_BYTES, seconds: float = SECONDS) -> bytes:
    """The body of a 200. Raises `NotFetched`, and `Refused` when the name leads where we do not call."""
    addresses = addresses_of(target)
    deadline = time.monotonic() + seconds
    try:
        connected = _connect(target, addresses)
    except (OSError, ssl.SSLError):
        raise NotFetched("no connection") from None
    # A sender that drips a byte at a time satisfies every timeout of a single read: the whole ends here.
    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connected])
    alarm.daemon = True
    alarm.start()
    try:
        content = _ask(target, connected, most_bytes)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetched("broken answer") from None
    finally:
        alarm.cancel()
        connected.close()
    if time.monotonic() >= deadline:  # to the reader, hanging up looks like the end
        raise NotFetched("too slow")
    return content


def _connect(target: Target, addresses: list[str]) -> socket.socket:
    plain = socket.create_connection((addresses[0], target.port), timeout=_CONNECT_S)
    try:
        plain.settimeout(_CONNECT_S)
        if target.scheme == "http":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _ask(target: Target, connected: socket.socket, most_bytes: int) -> bytes:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = connected
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    for name, value in (
        ("Host", target.host_header),
        ("Accept", "image/*"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", "qontak_line"),
        ("Connection", "close"),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    with connection.getresponse() as answer:
        if answer.status != 200 or answer.getheader("Content-Encoding", "identity") != "identity":
            raise NotFetched(f"status {answer.status}")
        if answer.length is not None and answer.length > most_bytes:
            raise NotFetched("too large")
        return _read(answer, most_bytes)


def _read(answer: http.client.HTTPResponse, most_bytes: int) -> bytes:
    parts: list[bytes] = []
    left = most_bytes + 1
    while left > 0 and (part := answer.read1(min(left, _AT_ONCE))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise NotFetched("too large")
    if answer.length:
        raise NotFetched("cut off")
    return b"".join(parts)


def _hang_up(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
