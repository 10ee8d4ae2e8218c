"""What people type becomes one to five texts that LINE takes, and no character falls apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qontak_line.actions.messages.errors import Invalid
from qontak_line.actions.messages.graphemes import is_border
from qontak_line.actions.messages.texts import LONGEST_TEXT, MOST_OBJECTS, objects, written
from qontak_line.line.utf16 import utf16_length

FAMILY = "👨‍👩‍👧‍👦"
WHOLE = [
    "🍎", "👍🏽", FAMILY, "🇮🇩", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "1️⃣", "é", "กำ", "นี้", "क्षि", "한", "각", "각", "が", "\r\n", "ក្រ",
]  # fmt: skip


@pytest.mark.parametrize("character", WHOLE)
def test_what_people_see_as_one_character_is_not_cut(character: str) -> None:
    assert [place for place in range(1, len(character)) if is_border(character, place)] == []
    around = f"a{character}b"
    assert is_border(around, 1)
    assert is_border(around, len(character) + 1)


@pytest.mark.parametrize(("pair", "place"), [("🇮🇩🇯🇵", 2), ("ab", 1), ("ไทย", 1), ("日本", 1), ("👍👍", 1), ("a\n", 1)])
def test_neighbours_may_be_parted(pair: str, place: int) -> None:
    assert is_border(pair, place)


@pytest.mark.parametrize("character", ["🍎", "👍🏽", FAMILY, "🇮🇩", "นี้"])
def test_a_long_run_without_spaces_is_cut_between_characters(character: str) -> None:
    text = "x" + character * (12_000 // utf16_length(character))
    parts = objects([text])
    assert "".join(parts) == text
    assert all(0 < utf16_length(part) <= LONGEST_TEXT for part in parts)
    assert all(part.removeprefix("x").replace(character, "") == "" for part in parts)


def test_long_prose_is_cut_between_words() -> None:
    text = " ".join(f"kata{number}" for number in range(1500))
    parts = objects([text])
    assert len(parts) == 3
    assert " ".join(parts) == text


def test_a_line_end_is_the_better_place_to_cut() -> None:
    first, second = "a " * 2200 + "a", "b " * 1000 + "b"
    assert objects([f"{first}\n{second}"]) == [first, second]


def test_exactly_what_fits_is_one_object_and_one_more_unit_makes_two() -> None:
    assert objects(["🍎" * 2500]) == ["🍎" * 2500]
    assert [utf16_length(part) for part in objects(["🍎" * 2500 + "a"])] == [5000, 1]


def test_words_that_would_need_a_sixth_object_are_cut_closer() -> None:
    text = ("a" * 4100 + " ") * 6
    parts = objects([text.strip()])
    assert len(parts) == MOST_OBJECTS
    assert "".join(parts).replace(" ", "") == "a" * 24_600


@pytest.mark.parametrize(
    "texts", [["a" * 25_001], ["a"] * 6, ["🍎" * 2501, "🍎" * 2501, "a", "a"], ["a" + "\u0301" * 5000]]
)
def test_what_does_not_fit_is_refused(texts: list[str]) -> None:
    with pytest.raises(Invalid, match="too_long"):
        objects(written(texts))


@pytest.mark.parametrize("texts", [[], [""], [" \r\n\t "], ["\x00"], ["", " "]])
def test_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(Invalid, match="empty"):
        written(texts)


def test_half_a_character_is_refused_and_a_pair_is_joined() -> None:
    with pytest.raises(Invalid, match="unwritable"):
        written(["a\ud83c"])
    assert written(["\ud83c\udf4e"]) == ["🍎"]


def test_texts_are_tidied() -> None:
    assert written([" satu\r\ndua\x00\r", "", "tiga "]) == ["satu\ndua", "tiga"]


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=20), st.integers(1, 600))
def test_whatever_it_is_each_part_fits_and_nothing_but_white_space_is_lost(text: str, times: int) -> None:
    try:
        kept = written([text * times])
        parts = objects(kept)
    except Invalid:
        return
    assert 1 <= len(parts) <= MOST_OBJECTS
    assert all(part and utf16_length(part) <= LONGEST_TEXT for part in parts)
    assert "".join("".join(parts).split()) == "".join(kept[0].split())
