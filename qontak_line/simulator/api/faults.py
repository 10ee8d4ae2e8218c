"""What a turned fault knob does to one API call."""

import socket
from collections.abc import Iterator

from flask import Response, request

from qontak_line.simulator.api import errors
from qontak_line.simulator.fault_plan import REFUSE
from qontak_line.simulator.platform import Platform

DEFAULT_HANG = 60.0
"""Seconds that a hanging call hangs when its knob says nothing else."""

Faults = dict[str, float]

_REFUSALS = {
    "revoked_token": (401, errors.UNAUTHENTICATED),
    "forbidden": (403, errors.NOT_AVAILABLE),
    "rate_limit": (429, errors.RATE_LIMIT),
    "monthly_limit": (429, errors.MONTHLY_LIMIT),
    "error_before": (500, "Internal Server Error"),
    "profile_missing": (404, "Not found"),
    "content_gone": (410, errors.GONE),
}


def strike(platform: Platform, faults: Faults) -> None:
    """Before the call has any effect. Raise Refusal for a fault that answers instead of it."""
    if "slow" in faults:
        platform.pause(faults["slow"])
    if REFUSE in faults:
        platform.door.close_for(faults[REFUSE])
        cut_connection()
        raise errors.refuse(500, "Internal Server Error")
    if "hang_before" in faults:
        platform.pause(faults["hang_before"] or DEFAULT_HANG)
        raise errors.refuse(500, "Internal Server Error")
    if "reset_before" in faults:
        cut_connection()
        raise errors.refuse(500, "Internal Server Error")
    for fault, (status, message) in _REFUSALS.items():
        if fault in faults:
            raise errors.refuse(status, message)


def spoil(platform: Platform, faults: Faults, response: Response) -> Response:
    """After the call had its effect: what the client gets to see of it."""
    if "hang_after" in faults:
        platform.pause(faults["hang_after"] or DEFAULT_HANG)
    if "reset_after" in faults:
        cut_connection()
    if "error_after" in faults:
        raise errors.refuse(500, "Internal Server Error")
    if "nonsense" in faults:
        return Response(
            "<!doctype html><title>Portal</title><p>Please log in to the network.", 200, mimetype="text/html"
        )
    if "redirect" in faults:
        return Response(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    if "truncated" in faults:
        return _half(response)
    if "drip" in faults:
        return _dripping(platform, response, faults["drip"] or 1.0)
    return response


def cut_connection() -> None:
    """Close the client's connection under it; only Werkzeug's own server hands out its socket."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)


def _half(response: Response) -> Response:
    body = response.get_data()
    cut = Response(body[: len(body) // 2], response.status_code, mimetype=response.mimetype)
    cut.automatically_set_content_length = False
    cut.headers["Content-Length"] = str(len(body))
    cut.headers["Connection"] = "close"  # else the client would wait for the other half
    return cut


def _dripping(platform: Platform, response: Response, seconds: float) -> Response:
    body = response.get_data()

    def drops() -> Iterator[bytes]:
        for position in range(len(body)):
            platform.pause(seconds)
            yield body[position : position + 1]

    slow = Response(drops(), response.status_code, mimetype=response.mimetype)
    slow.headers["Content-Length"] = str(len(body))
    return slow
