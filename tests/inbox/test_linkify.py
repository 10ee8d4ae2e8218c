"""Links in messages: http and https alone, and no text ever becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qontak_line.web.inbox.linkify import linkify

TAG = re.compile(r"<[^>]*>")
OUR_LINK = re.compile(r'<a href="https?://[^"<>\s]+" target="_blank" rel="noopener noreferrer nofollow">|</a>')


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("lihat https://toko.example/a?b=1&c=2 ya", "https://toko.example/a?b=1&amp;c=2"),
        ("HTTP://TOKO.EXAMPLE/.", "HTTP://TOKO.EXAMPLE/"),
        ("(https://toko.example)", "https://toko.example"),
    ],
)
def test_addresses_become_links(text: str, address: str) -> None:
    assert f'href="{address}"' in linkify(text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "vbscript:x", "ftp://x.example"]
)
def test_nothing_else_does(text: str) -> None:
    assert "<a" not in linkify(text)


@given(st.text(alphabet=st.sampled_from("htps:/.<>\"'&= aonclick`\\\n")) | st.text())
def test_no_text_becomes_markup(text: str) -> None:
    for tag in TAG.findall(linkify(text)):
        assert OUR_LINK.fullmatch(tag)
