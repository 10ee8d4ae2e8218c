"""A TCP proxy that delays, hangs, refuses and cuts, to stand before a real server.

proxy = Proxy(server.port)              # clients connect to proxy.port
proxy.delay = 0.2                       # seconds before each piece is passed on, in both directions
proxy.is_hanging = True                 # pass on nothing, keep all connections; False: go on
proxy.is_refusing = True                # close each new connection at once
proxy.cut()                             # reset every connection now; new ones are welcome
proxy.cut_after(COMMIT, times=3)        # the server gets it and does it, its answer is lost with the connection
proxy.cuts                              # how many of those there were
proxy.close()
"""

from __future__ import annotations

import socket
import struct
import threading
import time

COMMIT = b"COMMIT\x00"
"""How PostgreSQL's protocol ends the statement that commits."""


class Proxy:
    """Listens on 127.0.0.1:`port` until `close()`; two daemon threads for each connection."""

    def __init__(self, target_port: int) -> None:
        self.delay, self.is_hanging, self.is_refusing, self.cuts = 0.0, False, False, 0
        self._target, self._sought, self._times, self._let_go = target_port, b"", 0, 0
        self._links: set[tuple[socket.socket, socket.socket]] = set()
        self._doomed: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, name="proxy", daemon=True).start()

    def cut_after(self, sought: bytes, times: int = 1, after: int = 0) -> None:
        """Cut behind the next `times` pieces from clients that hold `sought`, once it was answered; let `after` go."""
        with self._lock:
            self._sought, self._times, self._let_go = sought, times, after

    def cut(self) -> None:
        for link in list(self._links):
            self._end(*link)

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()

    def _welcome(self) -> None:
        while True:
            try:
                client = self._door.accept()[0]
                if self.is_refusing:
                    client.close()
                    continue
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            self._links.add((client, server))
            for source, sink in ((client, server), (server, client)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pump, args=(source, sink, client, server), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, client: socket.socket, server: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                while self.is_hanging:
                    time.sleep(0.01)
                time.sleep(self.delay)
                if source is client and self._is_sought(piece):
                    self._doomed.add(client)
                elif source is server and client in self._doomed:
                    break
                sink.sendall(piece)
        except OSError:
            pass  # the other side is gone, or we were cut
        self._end(client, server)

    def _is_sought(self, piece: bytes) -> bool:
        with self._lock:
            found = self._times > 0 and self._sought in piece
            if found and self._let_go:
                self._let_go -= 1
                return False
            self._times -= found
            self.cuts += found
            return found

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        self._links.discard((client, server))
        self._doomed.discard(client)
        for end in (client, server):
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a goodbye
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
