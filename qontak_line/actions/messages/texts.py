"""What people typed → the texts of one request to LINE. Source: Messaging API, "Text message"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from qontak_line.actions.messages.errors import Invalid
from qontak_line.actions.messages.graphemes import is_border
from qontak_line.line.utf16 import utf16_length

LONGEST_TEXT = 5000
"""UTF-16 units in one object."""
MOST_OBJECTS = 5

Cut = Callable[[str], int]


def written(texts: Sequence[str]) -> list[str]:
    """The texts as they will be kept: trimmed, line ends as \\n, without U+0000 and without empty ones.

    Raises Invalid: `empty`, `unwritable` (half a character), `too_long` (more than fits any five objects).
    """
    kept = [text for text in map(_clean, texts) if text]
    if not kept:
        raise Invalid("empty")
    if len(kept) > MOST_OBJECTS or sum(map(utf16_length, kept)) > LONGEST_TEXT * MOST_OBJECTS:
        raise Invalid("too_long")
    return kept


def objects(texts: Sequence[str]) -> list[str]:
    """The texts cut into one to five that LINE takes: between words where that fits, else between characters.

    Raises Invalid `too_long`.
    """
    for cut in (_between_words, _between_characters):
        parts = [part for text in texts for part in _split(text, cut)]
        if len(parts) <= MOST_OBJECTS:
            return parts
    raise Invalid("too_long")


def body_hash(conversation_id: int, texts: Sequence[str]) -> str:
    """What tells two bodies under the same `client_id` apart."""
    return hashlib.sha256(json.dumps([conversation_id, list(texts)]).encode("ascii")).hexdigest()


def _clean(text: str) -> str:
    try:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16")  # joins pairs, refuses halves
    except UnicodeDecodeError:
        raise Invalid("unwritable") from None
    return whole.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _split(text: str, cut: Cut) -> list[str]:
    parts = []
    while utf16_length(text) > LONGEST_TEXT:
        place = cut(text)
        parts.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return [part for part in [*parts, text] if part]


def _between_words(text: str) -> int:
    """Behind the last line end or space of the last fifth that fits, else as between characters."""
    end = _between_characters(text)
    earliest = end - LONGEST_TEXT // 5
    for gap in ("\n", " "):
        place = text.rfind(gap, max(0, earliest), end) + 1
        if place > max(0, earliest) and is_border(text, place):
            return place
    return end


def _between_characters(text: str) -> int:
    """The last border that fits. Raises Invalid when one character of marks upon marks fills an object."""
    place = _fitting(text)
    while not is_border(text, place):
        place -= 1
    if place <= 0:
        raise Invalid("too_long")
    return place


def _fitting(text: str) -> int:
    """How many code points fit into one object."""
    units = 0
    for place, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > LONGEST_TEXT:
            return place
    return len(text)
