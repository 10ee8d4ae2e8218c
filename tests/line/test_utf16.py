from hypothesis import given
from hypothesis import strategies as st

from qontak_line.line.utf16 import Utf16Index, utf16_length

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_length_is_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(TEXT, TEXT, TEXT)
def test_span_finds_what_line_means(before: str, marked: str, after: str) -> None:
    text = before + marked + after
    span = Utf16Index(text).span(utf16_length(before), utf16_length(marked))
    assert span is not None
    assert text[span] == marked


def test_no_span_outside_the_text_or_within_a_character() -> None:
    index = Utf16Index("a🍎b")
    assert index.span(0, 4) == slice(0, 3)
    assert [index.span(1, 1), index.span(2, 1), index.span(0, 5), index.span(9, 1), index.span(3, -2)] == [None] * 5
