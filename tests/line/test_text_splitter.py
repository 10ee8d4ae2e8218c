import pytest
from hypothesis import given
from hypothesis import strategies as st

from qontak_line.line.text_splitter import split_text
from qontak_line.line.utf16 import utf16_length

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n.。🍎\u200d\u0301🇮🇩"), max_size=80)


@given(TEXT, st.integers(2, 30))
def test_every_piece_fits_and_only_white_space_is_lost(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(utf16_length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("short", 5, ["short"]),
        ("", 5, [""]),
        ("one two three", 9, ["one two", "three"]),
        ("A first. Then more", 12, ["A first.", "Then more"]),
        ("line one\nline two", 12, ["line one", "line two"]),
        ("first\n\nsecond\nthird", 15, ["first\n\nsecond", "third"]),
        ("it costs 3.14 now", 12, ["it costs", "3.14 now"]),
        ("何ですか。はい", 6, ["何ですか。", "はい"]),
        (" " * 9, 3, []),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("abc👍🏽d", 6, ["abc", "👍🏽d"]),
        ("a🇮🇩🇹🇭", 7, ["a🇮🇩", "🇹🇭"]),
        ("ab👩‍👧c", 6, ["ab", "👩‍👧c"]),
        ("กำก", 2, ["กำ", "ก"]),
        ("e\u0301e\u0301", 3, ["e\u0301", "e\u0301"]),
    ],
)
def test_cuts_where_a_reader_would(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit) == pieces
