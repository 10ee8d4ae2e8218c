"""Which URLs LINE takes: https everywhere; the simulator also takes plain http on this very machine."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback_name(host: str | None) -> bool:
    """Whether *host* (a name or an address without port) can only mean this machine."""
    if not host:
        return False
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def is_acceptable(url: object, longest: int) -> bool:
    """An https URL of at most *longest* characters with a host, or http with a loopback host."""
    if not isinstance(url, str) or len(url) > longest or not url.isascii() or any(c.isspace() for c in url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "http":
        return is_loopback_name(parts.hostname)
    return parts.scheme == "https" and bool(parts.hostname)
