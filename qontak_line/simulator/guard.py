"""Loopback only: no other host names (DNS rebinding), and no forms or scripts of other sites."""

from urllib.parse import urlsplit

from flask import abort, request

from qontak_line.simulator.urls import is_loopback_name

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def refuse_strangers() -> None:
    """Before each request: 400 for a foreign Host header, 403 for a change that another site asked for."""
    if not is_loopback_name(urlsplit(f"//{request.host}").hostname):
        abort(400, "This simulator only answers to loopback names such as 127.0.0.1 and localhost.")
    if request.method not in SAFE_METHODS and _is_cross_site():
        abort(403, "Another site may not change this simulator.")


def _is_cross_site() -> bool:
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
