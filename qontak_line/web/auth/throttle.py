"""Throttle guesses: 10 failures in 5 minutes per username and 50 per address. Successes cost nothing.

Each try is counted before its password is looked at, and given back when it was right: parallel guesses do not slip
through. A browser that has signed in as that user before (`device.py`) is counted by itself, so that guesses made
elsewhere, or by a neighbour behind the same address, lock neither an owner nor an office out.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import TooManyRequests

from qontak_line.config import Settings
from qontak_line.models.user import username_key
from qontak_line.web.auth.ledger import Entry, Full, Ledger, MemoryLedger, RedisLedger

WINDOW_S = 300
PER_USERNAME = 10
PER_ADDRESS = 50


class Try:
    """One guess; a failure until it `succeeded`."""

    def __init__(self) -> None:
        self._is_right = False

    def succeeded(self) -> None:
        self._is_right = True

    @property
    def is_right(self) -> bool:
        return self._is_right


def prepare(state: BlueprintSetupState) -> None:
    """Give the app its ledger."""
    settings: Settings = state.app.config["SETTINGS"]
    state.app.extensions["tries"] = RedisLedger(settings.redis_url) if settings.redis_url else MemoryLedger()


@contextmanager
def guess_of(username: str, device: str | None) -> Iterator[Try]:
    """Count a login. `device`: the mark of a browser known for this username. Raises `TooManyRequests`."""
    name = hashlib.sha256(username_key(username).encode("utf-8", "replace")).hexdigest()
    if device is not None:
        buckets = [(f"device:{name}:{device}", PER_USERNAME)]
    else:
        buckets = [(_address_key(), PER_ADDRESS), (f"username:{name}", PER_USERNAME)]
    with _counted(buckets) as tried:
        yield tried


@contextmanager
def guess_by_address() -> Iterator[Try]:
    """Count a guess at something that belongs to nobody yet, such as the set-up code."""
    with _counted([(_address_key(), PER_ADDRESS)]) as tried:
        yield tried


@contextmanager
def guess_of_own(user_id: int) -> Iterator[Try]:
    """Count a guess at the own password by who is signed in."""
    with _counted([(f"own:{user_id}", PER_USERNAME)]) as tried:
        yield tried


@contextmanager
def _counted(buckets: list[tuple[str, int]]) -> Iterator[Try]:
    ledger = cast(Ledger, current_app.extensions["tries"])
    tried, taken = Try(), list[Entry]()
    try:
        for key, most in buckets:
            taken.append(ledger.take(key, most, WINDOW_S))
    except Full as full:
        _give_back(ledger, taken)
        raise TooManyRequests(retry_after=max(1, math.ceil(full.wait))) from None
    try:
        yield tried
    except BaseException:
        tried.succeeded()  # nothing was decided
        raise
    finally:
        if tried.is_right:
            _give_back(ledger, taken)


def _give_back(ledger: Ledger, taken: list[Entry]) -> None:
    for entry in taken:
        ledger.give_back(entry)


def _address_key() -> str:
    """An IPv6 customer has a whole /64 to guess from."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "address:unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return f"address:{ipaddress.ip_network((address, 64), strict=False)}"
        address = address.ipv4_mapped
    return f"address:{address}"
