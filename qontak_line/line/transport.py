"""Carries calls to LINE: each is sent once, timed, capped, logged, and ends in an answer or a LineError.

Nothing is tried again here, no redirect followed, no proxy or netrc of the environment used. A log line
tells method, path, status, LINE's request id and milliseconds; never a query, a header or a body.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import requests
import urllib3

from qontak_line.line import errors, wire
from qontak_line.line.answers import Answer, read_answer, request_id_of
from qontak_line.line.calls import Call
from qontak_line.line.content import content_of
from qontak_line.line.fields import WrongShape
from qontak_line.line.interruptions import BROKEN, error_of_broken
from qontak_line.line.refusals import error_of, oauth_error_of
from qontak_line.line.session import new_session
from qontak_line.line.types import Content, Timeouts

T = TypeVar("T")

# Shorter ones are no secrets of LINE's, but might be words in its messages.
_SECRET_LENGTH = 16

log = logging.getLogger(__name__)
# urllib3's debug lines hold whole addresses, and one of LINE's addresses holds the token.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class Transport:
    """The connections of one channel. Threads may share it."""

    def __init__(self, api_url: str, data_api_url: str, access_token: str | None, timeouts: Timeouts) -> None:
        self._api_url = api_url.rstrip("/")
        self._data_api_url = data_api_url.rstrip("/")
        self._token = access_token or ""
        self._timeouts = timeouts
        self._session = new_session()

    def close(self) -> None:
        self._session.close()

    def ask(self, call: Call, read: Callable[[Answer], T]) -> T:
        """What `read` makes of the answer (it may raise WrongShape). Raises LineError."""
        started = time.monotonic()
        clock = wire.Clock(self._timeouts.read, self._timeouts.total)
        answer = self._answer(call, clock)
        result = answer if isinstance(answer, errors.LineError) else self._result(call, answer, read)
        _log(call, started, answer, result)
        if isinstance(result, errors.LineError):
            raise result
        return result

    @contextmanager
    def download(self, call: Call) -> Iterator[Content]:
        """The body of the answer as a stream; leaving the block closes it. Raises LineError."""
        started = time.monotonic()
        clock = wire.Clock(self._timeouts.read, self._timeouts.content_total)
        response = self._response(call, clock, self._session)
        if isinstance(response, requests.Response) and response.status_code == 200:
            _log(call, started, Answer(200, request_id_of(response), None))
            try:
                yield content_of(response, clock)
            finally:
                response.close()
            return
        answer = self._read(call, response, clock)
        error = answer if isinstance(answer, errors.LineError) else _no_content(call, answer)
        _log(call, started, answer, error)
        raise error

    def _answer(self, call: Call, clock: wire.Clock) -> Answer | errors.LineError:
        # A kept connection may be closed by LINE just as we write to it, and then nobody knows
        # whether the request arrived. What must not go twice gets a connection of its own.
        session = self._session if call.is_repeatable else new_session()
        try:
            return self._read(call, self._response(call, clock, session), clock)
        finally:
            if session is not self._session:
                session.close()

    # Errors are returned, not raised, where requests' own error is at hand: chained to ours, it
    # would carry the address and with it the token into tracebacks.
    def _response(
        self, call: Call, clock: wire.Clock, session: requests.Session
    ) -> requests.Response | errors.LineError:
        headers = self._headers(call)
        base = self._data_api_url if call.is_data else self._api_url
        timeout = urllib3.Timeout(self._timeouts.total, self._timeouts.connect, self._timeouts.read)
        running = wire.current.set(clock)
        try:
            return session.request(
                call.method,
                base + call.path + call.query_string(),
                data=call.body(),
                headers=headers,
                timeout=timeout,  # type: ignore[arg-type]  # requests passes urllib3's own on
                allow_redirects=False,
                stream=True,
            )
        except BROKEN as broken:
            return error_of_broken(broken, clock)
        finally:
            wire.current.reset(running)

    def _read(
        self, call: Call, response: requests.Response | errors.LineError, clock: wire.Clock
    ) -> Answer | errors.LineError:
        if isinstance(response, errors.LineError):
            return response
        try:
            return read_answer(response, self._secrets(call))
        except BROKEN as broken:
            return error_of_broken(broken, clock, response)
        finally:
            response.close()

    def _result(self, call: Call, answer: Answer, read: Callable[[Answer], T]) -> T | errors.LineError:
        if answer.status not in call.accepts:
            return _refusal(call, answer)
        try:
            return read(answer)
        except WrongShape as wrong:
            why = (errors.Detail(str(wrong)),)
            return errors.LineNonsense(status=answer.status, request_id=answer.request_id, details=why)

    def _headers(self, call: Call) -> dict[str, str]:
        headers = dict(call.headers)
        if content_type := call.content_type():
            headers["Content-Type"] = content_type
        if not call.is_oauth:
            if not _fits_header(self._token):
                raise errors.InvalidToken()
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _secrets(self, call: Call) -> list[str]:
        return [secret for secret in (self._token, *call.secrets()) if len(secret) >= _SECRET_LENGTH]


def _refusal(call: Call, answer: Answer) -> errors.LineError:
    error = oauth_error_of if call.is_oauth else error_of
    return error(answer.status, answer.content, answer.request_id)


def _no_content(call: Call, answer: Answer) -> errors.LineError:
    if answer.status == 202:
        return errors.NotReady(status=202, request_id=answer.request_id)
    return _refusal(call, answer)


def _fits_header(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _log(call: Call, started: float, answer: Answer | errors.LineError, result: object = None) -> None:
    outcome = type(result).__name__ if isinstance(result, errors.LineError) else "ok"
    log.info(
        "LINE call method=%s path=%s status=%s outcome=%s request_id=%s ms=%d",
        call.method, call.path, answer.status or "-", outcome, answer.request_id or "-",
        (time.monotonic() - started) * 1000,
    )  # fmt: skip
