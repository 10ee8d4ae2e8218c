"""What every call has in common: request id, ledger entry, bearer token and fault knobs."""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import cast

from flask import Response, current_app, g, request

from qontak_line.simulator import knobs, ledger, tokens
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.faults import spoil, strike
from qontak_line.simulator.platform import Platform

LARGEST_BODY = 2 * 1024 * 1024
PREFIXES = ("/v2/", "/oauth2/")


def current_platform() -> Platform:
    return cast(Platform, current_app.extensions["simulator"])


def current_account() -> Account:
    return cast(Account, g.account)


def is_api_path() -> bool:
    return request.path.startswith(PREFIXES)


def begin() -> None:
    """Before each API request: give it an id and write it into the ledger. Raise Refusal for a big body."""
    g.request_id = str(uuid.uuid4())
    g.account = None
    too_large = (request.content_length or 0) > LARGEST_BODY
    g.body_sha256 = "" if too_large else hashlib.sha256(request.get_data()).hexdigest()
    g.ledger_number = ledger.begin_request(
        current_platform(),
        method=request.method,
        path=request.path,
        retry_key=request.headers.get("X-Line-Retry-Key"),
        body_sha256=g.body_sha256,
        request_id=g.request_id,
    )
    if too_large:
        raise errors.refuse(413, "Request Entity Too Large")


def end(response: Response) -> Response:
    """After each API request."""
    response.headers["x-line-request-id"] = g.request_id
    if "ledger_number" in g:
        ledger.end_request(current_platform(), g.ledger_number, account=g.account, status=response.status_code)
    return response


def bearer_account() -> Account:
    """Raise the 401 of LINE for a header or token that it would not take."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise errors.refuse(401, errors.NO_AUTHORIZATION)
    account = tokens.bearer(current_platform(), token.strip())
    if account is None:
        raise errors.refuse(401, errors.UNAUTHENTICATED)
    return account


def identify(account: Account) -> None:
    g.account = account
    ledger.assign_request(current_platform(), g.ledger_number, account)


View = Callable[..., Response]


def calls(endpoint: str) -> Callable[[View], View]:
    """A view of /v2/bot: the bearer's account is `current_account()`, the knobs of *endpoint* strike."""

    def decorate(view: View) -> View:
        @wraps(view)
        def run(**arguments: str) -> Response:
            identify(bearer_account())
            return with_faults(endpoint, lambda: view(**arguments))

        return run

    return decorate


def note_fault(platform: Platform, endpoint: str, fault: str) -> None:
    platform.ledger_file.append(
        {
            "entry": "fault",
            "fault": fault,
            "endpoint": endpoint,
            "retry_key": request.headers.get("X-Line-Retry-Key"),
            "request_id": g.request_id,
            "at": platform.clock.now(),
        }
    )


def with_faults(endpoint: str, act: Callable[[], Response]) -> Response:
    """Run the view between what goes wrong before it and what goes wrong after it."""
    platform = current_platform()
    planned = platform.plan.draw(endpoint)
    g.faults = {**planned, **knobs.take(platform, current_account(), endpoint)}
    if planned:
        note_fault(platform, endpoint, *planned)
    strike(platform, g.faults)
    return spoil(platform, g.faults, act())
