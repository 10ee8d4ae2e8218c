"""HTTP by hand: what a client that means well would never send, and what one that does would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import NamedTuple

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Answered(NamedTuple):
    """`status` 0: no answer came. `ms`: from the first byte sent to the last one read."""

    status: int
    ms: float
    body: bytes = b""


def head(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    return head(method, path, {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}) + body


async def connect(port: int, address: str = "127.0.0.1") -> Connection:
    """From that address of this machine's own."""
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The next answer, which has a length. Raises what a broken connection raises."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    length = int(headers.get("content-length", "0"))
    return int(first.split(" ")[1]), await reader.readexactly(length)


class Caller:
    """One kept connection, opened anew when it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept: Connection | None = None

    async def ask(self, sent: bytes, seconds: float = 30.0) -> Answered:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(seconds):
                self._kept = self._kept or await connect(self._port)
                self._kept[1].write(sent)
                status, body = await answer(self._kept[0])
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            return Answered(0, (time.perf_counter() - begun) * 1000)
        return Answered(status, (time.perf_counter() - begun) * 1000, body)

    def close(self) -> None:
        if self._kept is not None:
            self._kept[1].close()
        self._kept = None
