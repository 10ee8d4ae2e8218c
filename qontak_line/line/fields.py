"""Reading a stranger's JSON object: each reader returns the promised type or raises WrongShape."""

import re
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_ID = 255
_INT64 = 2**63 - 1


class WrongShape(ValueError):
    """A field is missing or of another type than LINE documents. Names the field, never its value."""


def storable(text: str) -> str:
    """The text with U+0000 and lone surrogates replaced by U+FFFD, as databases and UTF-8 hold neither.

    One UTF-16 unit takes the place of one, so that LINE's offsets into the text still fit.
    """
    return _UNSTORABLE.sub("\ufffd", text)


class Fields:
    """A JSON object. A null counts as left out, since LINE leaves out what has no value."""

    __slots__ = ("_path", "_raw")

    def __init__(self, raw: object, path: str = "") -> None:
        if not isinstance(raw, Mapping):
            raise WrongShape(f"{path or 'the whole'} is no object")
        self._raw: Mapping[object, object] = raw
        self._path = path

    def text(self, name: str) -> str:
        return self._required(name, self.optional_text(name))

    def optional_text(self, name: str) -> str | None:
        value = self._raw.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(name, "no text")
        return storable(value)

    def identifier(self, name: str) -> str:
        """A text of 1 to 255 characters."""
        return self._required(name, self.optional_identifier(name))

    def optional_identifier(self, name: str) -> str | None:
        value = self.optional_text(name) or None
        if value is not None and len(value) > _LONGEST_ID:
            raise self._wrong(name, "too long for an id")
        return value

    def whole(self, name: str, most: int = _INT64) -> int:
        return self._required(name, self.optional_whole(name, most))

    def optional_whole(self, name: str, most: int = _INT64) -> int | None:
        """A whole number from 0 to `most`."""
        value = self._raw.get(name)
        if value is None:
            return None
        # True and False are ints to Python.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self._wrong(name, "no whole number in range")
        return value

    def signed(self, name: str) -> int:
        """A whole number that may be negative."""
        value = self._raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _INT64:
            raise self._wrong(name, "no whole number in range")
        return value

    def number(self, name: str) -> float:
        """A finite number."""
        value = self._raw.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= _INT64:
            raise self._wrong(name, "no finite number")
        return float(value)

    def optional_flag(self, name: str) -> bool | None:
        value = self._raw.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name, "neither true nor false")
        return value

    def part(self, name: str) -> "Fields":
        return self._required(name, self.optional_part(name))

    def optional_part(self, name: str) -> "Fields | None":
        value = self._raw.get(name)
        return None if value is None else Fields(value, self._path_of(name))

    def parts(self, name: str) -> "tuple[Fields, ...]":
        """A list of objects."""
        return tuple(Fields(item, f"{self._path_of(name)}[{at}]") for at, item in enumerate(self._list(name)))

    def optional_parts(self, name: str) -> "tuple[Fields, ...]":
        """A list of objects, empty when left out."""
        return self.parts(name) if self._raw.get(name) is not None else ()

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when left out."""
        items = self._list(name) if self._raw.get(name) is not None else []
        texts = [storable(item) for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            raise self._wrong(name, "no list of texts")
        return tuple(texts)

    def optional_text_map(self, name: str) -> dict[str, str]:
        """An object whose values are all texts, empty when left out."""
        value = self._raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            raise self._wrong(name, "no object of texts")
        return {storable(str(key)): storable(text) for key, text in value.items()}

    def _list(self, name: str) -> list[object]:
        value = self._raw.get(name)
        if not isinstance(value, list):
            raise self._wrong(name, "no list")
        return value

    def _required(self, name: str, value: T | None) -> T:
        if value is None:
            raise self._wrong(name, "missing")
        return value

    def _wrong(self, name: str, why: str) -> WrongShape:
        return WrongShape(f"{self._path_of(name)}: {why}")

    def _path_of(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name
