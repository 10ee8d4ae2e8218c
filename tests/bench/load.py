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

_NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Stuck(Exception):
    """The server hung up or did not answer."""


@dataclass
class Slice:
    """What one slice brought. `answered`: for each answer the place of its request, its status, and its seconds."""

    seconds: float = 0.0
    own_cpu: float = 0.0
    """Share of one core that the load itself took."""
    answered: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.answered) / self.seconds

    def latencies(self) -> list[float]:
        return [seconds for _, _, seconds in self.answered]

    def statuses(self) -> set[int]:
        return {status for _, status, _ in self.answered}


class _Caller:
    """One connection and the request that it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.setsockopt(*_NO_DELAY)
        self.place = 0
        self.since = 0.0
        self.received = b""

    def ask(self, place: int, request: bytes) -> None:
        self.place, self.since, self.received = place, time.perf_counter(), b""
        self.socket.sendall(request)

    def hear(self) -> int | None:
        """The status once the answer is whole."""
        part = self.socket.recv(65536)
        if not part:
            raise Stuck("the server hung up")
        self.received += part
        told = take(self.received)
        return told[0] if told else None


def run(port: int, requests: Iterable[bytes], seconds: float, connections: int) -> Slice:
    """Send the requests in their order, for that long or until none is left; then wait for what is under way."""
    callers = {caller.socket.fileno(): caller for caller in (_Caller(port) for _ in range(connections))}
    gc.collect()
    gc.disable()
    try:
        return _run(callers, requests, seconds)
    finally:
        gc.enable()
        for caller in callers.values():
            caller.socket.close()


def _run(callers: dict[int, _Caller], requests: Iterable[bytes], seconds: float) -> Slice:
    poll = select.epoll()
    for number in callers:
        poll.register(number, select.EPOLLIN)
    found = Slice()
    cpu, start = time.process_time(), time.perf_counter()
    end = start + seconds
    left = iter(enumerate(requests))
    under_way = sum(_ask_next(caller, left) for caller in callers.values())
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
            found.answered.append((caller.place, status, heard_at - caller.since))
            if heard_at >= end or not _ask_next(caller, left):
                under_way -= 1
    found.seconds = time.perf_counter() - start
    found.own_cpu = (time.process_time() - cpu) / found.seconds
    poll.close()
    return found


def _ask_next(caller: _Caller, left: Iterator[tuple[int, bytes]]) -> bool:
    following = next(left, None)
    if following is None:
        return False
    caller.ask(*following)
    return True
