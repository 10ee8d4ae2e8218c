"""Usernames: what one may look like. They are unique in the whole installation, whatever their case."""

from __future__ import annotations

import re

MAX_LENGTH = 64

_USABLE = re.compile(r"[A-Za-z0-9._@+-]{1,64}")


class BadUsername(Exception):
    """It holds something else than letters, digits and . _ @ + -, or is too long."""


class UsernameTaken(Exception):
    """Somebody has it already."""


def is_usable(username: str) -> bool:
    return _USABLE.fullmatch(username) is not None
