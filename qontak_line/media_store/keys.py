"""What files are called."""

from __future__ import annotations

import re
import secrets

AT_ONCE = 500
"""Keys that are listed or looked up together."""

_KEY = re.compile(r"[a-z]+/[0-9a-f]{32}(\.[a-z0-9]{1,5})?")


def new_key(folder: str, ending: str) -> str:
    """An unguessable key, such as `pictures/0f…9a.webp`."""
    return f"{folder}/{secrets.token_hex(16)}.{ending}"


def checked(key: str) -> str:
    """Raises ValueError when it is none of ours."""
    if not _KEY.fullmatch(key):
        raise ValueError("no key of ours")
    return key
