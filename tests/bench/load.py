"""The load: connections that are kept open, each with one request under way, driven by one thread.

Plain sockets, since every microsecond spent here is taken from the server on the same cores.
"""

from __future__ import annotations

import gc
import select
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.bench.answers import take

PATIENCE_S = 30.0
WARM_UP_S = 0.3
"""The server starts its threads when they are first needed."""

_NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Stuck(Exception):
    """The server hung up or did not answer."""


@dataclass
class Slice:
    """What one slice brought."""

    answered: list[tuple[int, int]] = field(default_factory=list)
    """For each answer the place of its request and its status."""
    latencies: list[float] = field(default_factory=list)
    """Seconds, of the answers that are counted: not those of the warming up, nor those after the end."""
    seconds: float = 0.0
    """In which the counted ones came."""
    own_cpu: float = 0.0
    """Share of one core that the load itself took."""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def statuses(self) -> set[int]:
        return {status for _, status in self.answered}


class Caller:
    """One connection and the request that it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.setsockopt(*_NO_DELAY)
        self.place = 0
        self.since = 0.0
        self.received = b""

    def ask(self, request: bytes, place: int = 0) -> None:
        self.place, self.since, self.received = place, time.perf_counter(), b""
        self.socket.sendall(request)

    def ask_next(self, left: Iterator[tuple[int, bytes]]) -> bool:
        """Whether there was one to ask."""
        place, request = next(left, (-1, b""))
        if place >= 0:
            self.ask(request, place)
        return place >= 0

    def hear(self) -> int | None:
        """The status once the answer is whole."""
        part = self.socket.recv(65536)
        if not part:
            raise Stuck("the server hung up")
        self.received += part
        told = take(self.received)
        return told[0] if told else None


def run(port: int, requests: Iterable[bytes], seconds: float, connections: int) -> Slice:
    """Send the requests in their order, for `WARM_UP_S` and that long, or until none is left; wait for every answer."""
    callers = {caller.socket.fileno(): caller for caller in (Caller(port) for _ in range(connections))}
    gc.collect()
    gc.disable()
    try:
        return _run(callers, iter(enumerate(requests)), seconds)
    finally:
        gc.enable()
        for caller in callers.values():
            caller.socket.close()


def _run(callers: dict[int, Caller], left: Iterator[tuple[int, bytes]], seconds: float) -> Slice:
    poll = select.epoll()
    for number in callers:
        poll.register(number, select.EPOLLIN)
    found = Slice()
    cpu, since = time.process_time(), time.perf_counter()
    begin = heard_at = since + WARM_UP_S
    end = begin + seconds
    under_way = sum(caller.ask_next(left) for caller in callers.values())
    while under_way:
        ready = poll.poll(PATIENCE_S)
        if not ready:
            raise Stuck(f"no answer within {PATIENCE_S:.0f} s")
        for number, _ in ready:
            caller = callers[number]
            status = caller.hear()
            if status is None:
                continue
            heard_at = time.perf_counter()
            found.answered.append((caller.place, status))
            if begin <= heard_at < end:
                found.latencies.append(heard_at - caller.since)
            if heard_at >= end or not caller.ask_next(left):
                under_way -= 1
    poll.close()
    found.seconds = min(heard_at, end) - begin
    found.own_cpu = (time.process_time() - cpu) / (time.perf_counter() - since)
    return found
