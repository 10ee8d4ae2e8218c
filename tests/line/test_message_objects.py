import pytest
from linebot.v3 import messaging

from qontak_line.line import message_objects as build


def test_text_is_measured_in_utf16_units() -> None:
    assert build.text("🍎" * 2500)["text"] == "🍎" * 2500
    for words in ("", "🍎" * 2500 + "a", "a" * 5001):
        with pytest.raises(build.InvalidMessage):
            build.text(words)


def test_lines_own_models_accept_what_we_build() -> None:
    built = [
        build.text("hi", quote_token="q", sender_name="Dewi " * 9),
        build.image("https://example.com/a.jpg", "https://example.com/b.jpg"),
        build.video("https://example.com/a.mp4", "https://example.com/b.jpg"),
        build.audio("https://example.com/a.m4a", 1500),
        build.sticker("446", "1988"),
        build.location("Monas", "Gambir", -6.17, 106.82),
    ]
    for message in built:
        read = messaging.Message.from_dict(message)
        assert read.to_dict() == message


def test_text_that_no_encoding_holds_is_mended() -> None:
    assert build.text("a\ud800b\x00")["text"] == "a\ufffdb\ufffd"


def test_a_sender_never_poses_as_line() -> None:
    assert "sender" not in build.text("hi", sender_name="LINE")
    assert build.text("hi", sender_name="Dewi")["sender"] == {"name": "Dewi"}
