"""Cursors of keyset paging: a time and an id, written as one word of an address."""

from __future__ import annotations

from datetime import UTC, datetime


def write(at: datetime, number: int) -> str:
    return f"{at.timestamp():.6f}-{number}"


def read(cursor: str | None) -> tuple[datetime, int] | None:
    """What a cursor stands for; a damaged one stands for nothing, which is the first page."""
    if not cursor:
        return None
    try:
        at, _, number = cursor.rpartition("-")
        if not 0 < len(number) < 19:
            return None
        return datetime.fromtimestamp(float(at), UTC), int(number)
    except (ValueError, OverflowError, OSError):
        return None
