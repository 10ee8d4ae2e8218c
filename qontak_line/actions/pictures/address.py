"""Which addresses we fetch pictures from: LINE's own hosts over https, and the configured stand-in as it is given.

A picture's URL comes from LINE's answers, but whoever could put one there must not make us call into our own network.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

HOSTS = ("line-scdn.net", "line-apps.com", "line.me")
"""And whatever is below them."""

_LONGEST = 2000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_TARGET = re.compile(r"[!-~]*")
_PORTS = {"http": 80, "https": 443}

# Addresses that carry another one inside, through which a public-looking one would lead home.
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


class Refused(Exception):
    """We do not call there."""


@dataclass(frozen=True)
class Target:
    """What to connect to and what to ask for. `is_ours`: the configured stand-in, which may be on this machine."""

    scheme: str
    host: str
    port: int
    path: str
    is_ours: bool

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, origins: tuple[str, ...]) -> Target:
    """`origins`: URLs of the configured stand-ins. Raises `Refused`."""
    if len(url) > _LONGEST or not _TARGET.fullmatch(url) or "\\" in url:
        raise Refused("odd characters, or too long")
    parts, port = _split(url)
    path = parts.path or "/"
    target = Target(parts.scheme, parts.hostname or "", port, f"{path}?{parts.query}" if parts.query else path, False)
    if parts.username is not None or parts.password is not None:
        raise Refused("user in the address")
    if (target.scheme, target.host, target.port) in map(_origin, origins):
        return Target(target.scheme, target.host, target.port, target.path, True)
    if target.scheme != "https" or target.port != _PORTS["https"] or not _is_lines(target.host):
        raise Refused("not one of LINE's hosts")
    return target


def addresses_of(target: Target) -> list[str]:
    """Where to connect: public, all of them. Looked up once, so a name can not change its mind. Raises `Refused`."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("no such host") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not (target.is_ours or all(map(is_public, addresses))):
        raise Refused("not a public address")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet, and not to this machine, its network or a tunnel into it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
        if any(parsed in tunnel for tunnel in _TUNNELS):
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        given = parts.port
    except ValueError:
        raise Refused("no address") from None
    if parts.scheme not in _PORTS:
        raise Refused("neither http nor https")
    return parts, _PORTS[parts.scheme] if given is None else given


def _origin(url: str) -> tuple[str, str, int]:
    parts, port = _split(url)
    return parts.scheme, parts.hostname or "", port


def _is_lines(host: str) -> bool:
    return bool(_HOST.fullmatch(host)) and ".." not in host and host.endswith(tuple(f".{name}" for name in HOSTS))
