"""Ids in addresses: whole numbers that the database can hold. A larger one is nobody's (404), not an error."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

MOST = 2**31 - 1


def id_of(word: str) -> int | None:
    """The id that a word of a form or an address is; None when it can be nobody's."""
    if not (word.isascii() and word.isdecimal() and len(word) <= 10):
        return None
    number = int(word)
    return number if number <= MOST else None


class IdConverter(IntegerConverter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MOST, **kwargs})


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = IdConverter
