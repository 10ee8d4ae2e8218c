"""Checks of single fields; each yields the problems of one property."""

from collections.abc import Iterator
from typing import Any

from qontak_line.simulator.rules.problem import Malformed, Problem
from qontak_line.simulator.urls import is_acceptable

EMPTY = "May not be empty"
LONGEST_URL = 2000


def utf16_length(text: str) -> int:
    """LINE counts UTF-16 code units: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text(fields: dict[str, Any], name: str, where: str, longest: int, *, required: bool = True) -> Iterator[Problem]:
    value = _typed(fields, name, where, str)
    if not value:
        if required or value == "":
            yield Problem(EMPTY, f"{where}.{name}")
    elif utf16_length(value) > longest:
        yield Problem(f"Length must be between 0 and {longest}", f"{where}.{name}")


def url(fields: dict[str, Any], name: str, where: str, *, required: bool = True) -> Iterator[Problem]:
    value = _typed(fields, name, where, str)
    if not value:
        if required:
            yield Problem(EMPTY, f"{where}.{name}")
    elif len(value) > LONGEST_URL:
        yield Problem(f"Length must be between 0 and {LONGEST_URL}", f"{where}.{name}")
    elif not is_acceptable(value, LONGEST_URL):
        yield Problem("Must be a valid HTTPS URL", f"{where}.{name}")


def number(fields: dict[str, Any], name: str, where: str, low: float, high: float) -> Iterator[Problem]:
    value = fields.get(name)
    if value is None:
        yield Problem(EMPTY, f"{where}.{name}")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(where)
    elif not low <= value <= high:
        yield Problem(f"Must be between {low:g} and {high:g}", f"{where}.{name}")


def mapping(fields: dict[str, Any], name: str, where: str) -> Iterator[Problem]:
    if not _typed(fields, name, where, dict):
        yield Problem(EMPTY, f"{where}.{name}")


def objects(fields: dict[str, Any], name: str, where: str, most: int) -> list[dict[str, Any]]:
    """The list's objects for checks of their own; Malformed when it is no list of objects."""
    values = _typed(fields, name, where, list) or []
    if not all(isinstance(value, dict) for value in values):
        raise Malformed(where)
    return values[: most + 1]


def size(values: list[Any], name: str, where: str, low: int, high: int) -> Iterator[Problem]:
    if not low <= len(values) <= high:
        yield Problem(f"Size must be between {low} and {high}", f"{where}.{name}")


def _typed(fields: dict[str, Any], name: str, where: str, kind: type) -> Any:
    value = fields.get(name)
    if value is not None and not isinstance(value, kind):
        raise Malformed(where)
    return value
