"""The listening socket. The launcher keeps it open, so that callers wait in line while a web worker is replaced."""

import errno
import socket

from qontak_line.launcher.refusal import Refusal

BACKLOG = 1024

UNREAD_MS = 30_000
"""Then a connection ends whose client takes nothing of what was sent."""


def open_doorway(setting: str, host: str, port: int) -> socket.socket:
    """Listen on `host` and `port`; `setting` is the name of the port's setting, for the refusal."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
    except OSError as problem:
        raise Refusal(f"HOST: {host} is no address of this machine ({problem.strerror})") from None
    doorway = socket.socket(family, kind)
    try:
        doorway.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        doorway.bind(address)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; each connection inherits it
            doorway.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        doorway.listen(BACKLOG)
    except OSError as problem:
        doorway.close()
        raise Refusal(_why(setting, host, port, problem)) from None
    doorway.setblocking(False)
    return doorway


def prove_free(setting: str, host: str, port: int) -> None:
    """Refuse when somebody else listens on a port that a child of ours will open."""
    open_doorway(setting, host, port).close()


def _why(setting: str, host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"{setting}: port {port} is taken; stop the other program or choose another port"
    if problem.errno == errno.EACCES:
        return f"{setting}: port {port} may not be opened by this user; choose one above 1023"
    return f"HOST: cannot listen on {host} ({problem.strerror})"
