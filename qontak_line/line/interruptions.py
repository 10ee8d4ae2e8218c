"""What requests and the layers beneath it raise → LineUnreachable, LineTimeout or LineInterrupted.

All turns on one question: had the request left? Only then may LINE have acted on it.
"""

import http.client

import requests
import urllib3

from qontak_line.line import errors
from qontak_line.line.answers import request_id_of
from qontak_line.line.wire import Clock

# Some of these leak through requests, and a strange address or header ends in a ValueError.
BROKEN = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)

_TIMEOUTS = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)


def error_of_broken(broken: Exception, clock: Clock, response: requests.Response | None = None) -> errors.LineError:
    """`response` is the answer that broke off, None before its first line came."""
    has_left = isinstance(broken, requests.ReadTimeout) if clock.has_left is None else clock.has_left
    if response is None and not has_left:
        return errors.LineUnreachable()
    kind = errors.LineTimeout if isinstance(broken, _TIMEOUTS) else errors.LineInterrupted
    if response is None:
        return kind()
    return kind(status=response.status_code, request_id=request_id_of(response))
