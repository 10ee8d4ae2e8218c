"""Ids in addresses: whole numbers that the database can hold. A larger one is nobody's (404), not an error."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

MOST = 2**31 - 1


def is_id(word: str) -> bool:
    """Whether a form's word can be the id of something."""
    return word.isascii() and word.isdecimal() and len(word) <= 10 and int(word) <= MOST


class IdConverter(IntegerConverter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MOST, **kwargs})


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = IdConverter
