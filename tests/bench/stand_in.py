"""LINE as the worker needs it here: it tells everybody's profile, at once. `python -m tests.bench.stand_in PORT`."""

from __future__ import annotations

import asyncio
import json
import sys


class _Line(asyncio.Protocol):
    """Answers each GET on a kept connection; requests without a body only, which is all that ingest asks."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, self._received = self._received.split(b"\r\n\r\n", 1)
            who = head.split(b" ", 2)[1].decode().rsplit("/", 1)[-1]
            body = json.dumps({"userId": who, "displayName": f"Customer {who[-4:]}"}).encode()
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Line-Request-Id: bench\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
            )


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Line, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
