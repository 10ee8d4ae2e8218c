"""LINE counts text in UTF-16 code units, Python in code points: 🍎 is 2 of the former, 1 of the latter."""

from itertools import accumulate


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units in `text`, which is what LINE's limits and offsets count."""
    return len(text) + sum(char > "\uffff" for char in text)


class Utf16Index:
    """Finds LINE's `index` and `length` in a Python string."""

    def __init__(self, text: str) -> None:
        units = accumulate((2 if char > "\uffff" else 1 for char in text), initial=0)
        self._place = {unit: place for place, unit in enumerate(units)}

    def span(self, index: int, length: int) -> slice | None:
        """The slice of the text that LINE means, None when it lies outside or cuts a character in two."""
        start, stop = self._place.get(index), self._place.get(index + length)
        return None if start is None or stop is None or stop < start else slice(start, stop)
