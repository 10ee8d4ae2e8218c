"""Passwords: argon2id, never more than two at a time, so that a burst of logins can not take the machine's memory.

19 MiB, 2 rounds, 1 lane: OWASP's Password Storage Cheat Sheet. Hash and check outside of `transaction()`: each
takes tens of milliseconds, during which a webhook would wait to be written.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

MIN_LENGTH = 8
MAX_LENGTH = 256

COST = (2, 19 * 1024, 1)
"""Rounds, KiB, lanes; an app may set another `PASSWORD_COST` (tests do)."""

PATIENCE = 10.0
"""Seconds to wait for a turn."""

_turns = threading.BoundedSemaphore(2)


class TooBusy(Exception):
    """Too many passwords are being looked at; nothing was decided."""


def hash_password(password: str) -> str:
    """What the database keeps. Raises `TooBusy`."""
    with _turn():
        return _hasher().hash(_bytes(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether this password was hashed to that. Without a hash (unknown user) the same work is done for a no."""
    with _turn():
        try:
            return _hasher().verify(password_hash or _nobody(_cost()), _bytes(password)) and bool(password_hash)
        except InvalidHashError:
            _waste(password)  # an account without a usable password must not answer quicker
            return False
        except VerificationError:
            return False


def is_dated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's, and should be made anew."""
    try:
        return _hasher().check_needs_rehash(password_hash)
    except InvalidHashError:
        return False


def _waste(password: str) -> None:
    with suppress(VerificationError):
        _hasher().verify(_nobody(_cost()), _bytes(password))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        yield
    finally:
        _turns.release()


def _cost() -> tuple[int, int, int]:
    rounds, memory, lanes = current_app.config.get("PASSWORD_COST", COST)
    return int(rounds), int(memory), int(lanes)


def _hasher() -> PasswordHasher:
    return _hasher_of(_cost())


@lru_cache(maxsize=4)
def _hasher_of(cost: tuple[int, int, int]) -> PasswordHasher:
    rounds, memory, lanes = cost
    return PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=lanes)


@lru_cache(maxsize=4)
def _nobody(cost: tuple[int, int, int]) -> str:
    """The hash that unknown users are measured against."""
    return _hasher_of(cost).hash(secrets.token_bytes(16))
