"""Where a text may be cut so that no character that people see falls apart. Source: Unicode Annex 29 in part."""

from __future__ import annotations

import unicodedata

_ZWJ = "\u200d"
_VIRAMA = 9
"""Its combining class: the sign that ties two consonants together."""
# Letters and signs by their category that nevertheless belong to what stands before them.
_TIED = frozenset("\u200c\u200d\u0e33\u0eb3\uff9e\uff9f")


def is_border(text: str, place: int) -> bool:
    """Whether `text` may be cut between `place - 1` and `place`; both ends of the text are borders."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == "\r" and after == "\n":
        return False
    if unicodedata.category(before) == "Cc" or unicodedata.category(after) == "Cc":
        return True
    return not (_extends(after) or _is_joined(before, after) or _is_hangul(before, after) or _is_flag(text, place))


def _extends(char: str) -> bool:
    return (
        char in _TIED
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # the tags of a subdivision's flag
    )


def _is_joined(before: str, after: str) -> bool:
    if before == _ZWJ:
        return True
    return unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo"


def _is_hangul(before: str, after: str) -> bool:
    if "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c":
        return "\u1100" <= after <= "\u11a7" or "\uac00" <= after <= "\ud7a3" or "\ua960" <= after <= "\ua97c"
    tail = "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb"
    return tail and ("\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7fb")


def _is_flag(text: str, place: int) -> bool:
    """Flags are pairs of regional indicators: cut between pairs, never inside one."""
    if not _is_regional(text[place]):
        return False
    run = place
    while run > 0 and _is_regional(text[run - 1]):
        run -= 1
    return (place - run) % 2 == 1


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
