"""Clients who do harm, in a process of their own: `python -m tests.overload.attackers PORT '{"KIND": NUMBER, …}'`.

They start at once, replace every connection that is closed on them, and end with their standard input. Then they print,
as JSON, how many connections they opened and what they were answered. COOKIE in the environment signs streams in.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import socket
import sys
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.overload.wire import connect, head

Told = Counter[str]
Attack = Callable[[int, Told], Awaitable[None]]

MIB = 1024 * 1024
FORM = {"Host": "127.0.0.1", "Content-Type": "application/x-www-form-urlencoded"}
SIGNED = {"Host": "127.0.0.1", "X-Line-Signature": "A" * 43 + "=", "Content-Type": "application/json"}
NOBODY = "/webhooks/line/" + "n" * 32
"""A webhook address of nobody's; KEY in the environment is that of a channel whose address is known to the attacker."""
AGAIN_S = 1.0
ADDRESSES = [f"127.0.0.{number}" for number in range(2, 102)]
"""The attackers', one after the other; those who mean well come from 127.0.0.1."""
_addresses = itertools.cycle(ADDRESSES)


async def silent_heads(port: int, told: Told) -> None:
    await _hold(port, b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", told)


async def silent(port: int, told: Told) -> None:
    """Connects and says nothing."""
    await _hold(port, b"", told)


async def dripping_heads(port: int, told: Told) -> None:
    await _hold(port, b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", told, drip=b"x")


async def silent_bodies(port: int, told: Told) -> None:
    """Half a login form, then nothing."""
    await _hold(port, head("POST", "/login", FORM | {"Content-Length": "2000"}) + b"username=", told)


async def dripping_bodies(port: int, told: Told) -> None:
    await _hold(port, head("POST", "/login", FORM | {"Content-Length": "2000"}) + b"username=", told, drip=b"x")


async def silent_webhooks(port: int, told: Told) -> None:
    await _hold(port, head("POST", NOBODY, SIGNED | {"Content-Length": "900000"}) + b"{", told)


async def silent_known_webhooks(port: int, told: Told) -> None:
    path = f"/webhooks/line/{os.environ['KEY']}"
    await _hold(port, head("POST", path, SIGNED | {"Content-Length": "900000"}) + b"{", told)


async def dripping_webhooks(port: int, told: Told) -> None:
    path = f"/webhooks/line/{os.environ['KEY']}"
    await _hold(port, head("POST", path, SIGNED | {"Content-Length": "9000"}) + b"{", told, drip=b" ")


async def idle(port: int, told: Told) -> None:
    """One request, and then the connection is kept open."""
    await _hold(port, head("GET", "/healthz", {"Host": "127.0.0.1"}), told)


async def slow_readers(port: int, told: Told) -> None:
    """Asks for a big file again and again, and reads one byte a second of it through the smallest window."""
    asked = head("GET", "/static/js/htmx-2.0.11.min.js", {"Host": "127.0.0.1"}) * 3
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    with raw:
        raw.bind((next(_addresses), 0))
        await loop.sock_connect(raw, ("127.0.0.1", port))
        told["opened"] += 1
        await loop.sock_sendall(raw, asked)
        while await loop.sock_recv(raw, 1):
            await asyncio.sleep(1)


async def oversized(port: int, told: Told) -> None:
    """50 MiB, to a page or a webhook; half of them do not say how much. Sent as fast as it is read, six a minute."""
    path, headers = random.choice([("/login", FORM), (NOBODY, SIGNED), (f"/webhooks/line/{os.environ['KEY']}", SIGNED)])
    is_chunked = random.random() < 0.5
    length = {"Transfer-Encoding": "chunked"} if is_chunked else {"Content-Length": str(50 * MIB)}
    reader, writer = await connect(port, next(_addresses))
    told["opened"] += 1
    try:
        writer.write(head("POST", path, headers | length))
        part = b"x" * 65536
        await _pour(writer, b"%x\r\n%s\r\n" % (len(part), part) if is_chunked else part)
    finally:
        _note(await _read_now(reader), told)
        writer.close()
        await asyncio.sleep(10)


async def streams(port: int, told: Told) -> None:
    """A browser's live stream; what it is told is counted."""
    reader, writer = await connect(port, next(_addresses))
    try:
        cookies = json.loads(os.environ["COOKIES"])
        cookie = cookies[told["opened"] % len(cookies)]
        told["opened"] += 1
        asked = {"Host": "127.0.0.1", "Accept": "text/event-stream", "Cookie": cookie}
        writer.write(head("GET", "/live", asked))
        _note(await reader.readline(), told)
        while line := await reader.readline():
            told["looks"] += line.startswith(b"event: look")
    finally:
        writer.close()


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        silent_heads, silent, dripping_heads, silent_bodies, dripping_bodies, silent_webhooks, silent_known_webhooks,
        dripping_webhooks, idle, slow_readers, oversized, streams,
    )
}  # fmt: skip


async def _hold(port: int, sent: bytes, told: Told, drip: bytes = b"") -> None:
    """Send this, then a drip each second, until it is closed on us."""
    reader, writer = await connect(port, next(_addresses))
    told["opened"] += 1
    answered = asyncio.ensure_future(reader.read(64))
    try:
        writer.write(sent)
        while drip and not answered.done():
            writer.write(drip)
            await asyncio.wait({answered}, timeout=1)
        _note(await answered, told)
        await reader.read()
    finally:
        answered.cancel()
        writer.close()


async def _pour(writer: asyncio.StreamWriter, part: bytes) -> None:
    for _ in range(50 * MIB // len(part)):
        writer.write(part)
        await writer.drain()


async def _read_now(reader: asyncio.StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(reader.read(64), 1)
    except (OSError, TimeoutError):
        return b""


def _note(answered: bytes, told: Told) -> None:
    told[answered[9:12].decode("latin-1") or "closed"] += 1


async def again_and_again(attack: Attack, port: int, told: Told) -> None:
    while True:
        try:
            await attack(port, told)
        except (OSError, asyncio.IncompleteReadError):
            told["broken"] += 1
        await asyncio.sleep(AGAIN_S)


async def main(port: int, wanted: dict[str, int]) -> None:
    told = {kind: Told() for kind in wanted}
    for kind, number in wanted.items():
        for _ in range(number):
            asyncio.get_running_loop().create_task(again_and_again(ATTACKS[kind], port, told[kind])).add_done_callback(
                lambda done: done.cancelled() or done.result()
            )
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), json.loads(sys.argv[2])))
