"""Cutting a long text into pieces that LINE takes."""

import re
import unicodedata

from qontak_line.line.message_objects import TEXT_LIMIT
from qontak_line.line.utf16 import utf16_length

_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_SENTENCE_END = r"(?<=[.!?…])\s+|(?<=[。！？])(?![。！？])\s*"
# Where a reader would cut, best first: paragraph, line, sentence, word.
_BREAKS = [re.compile(pattern) for pattern in (r"\n\s*\n\s*", r"\n\s*", _SENTENCE_END, r"\s+")]


def split_text(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Pieces of at most `limit` (2 or more) UTF-16 units.

    The cuts fall after a paragraph, line, sentence or word that ends in the second half of a piece, else
    between characters as people see them. White space at a cut is dropped, and so is a piece of nothing
    else; a text within the limit comes back as it is.
    """
    if utf16_length(text) <= limit:
        return [text]
    pieces = []
    while utf16_length(text) > limit:
        end, start = _cut(text, _longest(text, limit))
        pieces.append(text[:end])
        text = text[start:]
    return [piece for piece in [*pieces, text] if piece.strip()]


def _longest(text: str, limit: int) -> int:
    """How many code points of `text` fit, at least one."""
    units = 0
    for place, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return max(place, 1)
    return len(text)


def _cut(text: str, most: int) -> tuple[int, int]:
    """Where the piece ends and where the next begins."""
    for pattern in _BREAKS:
        found = [cut for cut in pattern.finditer(text, most // 2, most + 1) if 0 < cut.start() <= most]
        if found:
            return found[-1].span()
    whole = next((place for place in range(most, 0, -1) if not _is_joined(text, place)), most)
    return whole, whole


def _is_joined(text: str, place: int) -> bool:
    """Whether the characters around `place` are seen as one: close to Unicode's rules, without its tables."""
    before, after = text[place - 1], text[place]
    if before == _JOINER or after == _JOINER or unicodedata.category(after) in {"Mn", "Mc", "Me"}:
        return True
    code = ord(after)
    if code in _SKIN_TONES or code in _TAGS or (before, after) == ("\r", "\n"):
        return True
    if code not in _FLAG_LETTERS:
        return False
    run = place
    while run and ord(text[run - 1]) in _FLAG_LETTERS:
        run -= 1
    return (place - run) % 2 == 1
