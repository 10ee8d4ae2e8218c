"""A contact's language, in the reader's words."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from qontak_line.web.inbox.template_words import language_name


@pytest.mark.parametrize(
    ("reader", "tag", "words"),
    [
        ("en", "ja", "Japanese"),
        ("id", "ja", "Jepang"),
        ("id", "zh-TW", "Tionghoa (Tradisional, Taiwan)"),
        ("id", "xx", "xx"),
        ("id", "th_TH", "th_TH"),
        ("id", "", ""),
    ],
)
def test_a_language_is_named_or_left_as_it_came(app: Flask, reader: str, tag: str, words: str) -> None:
    with app.test_request_context(), force_locale(reader):
        assert language_name(tag) == words
