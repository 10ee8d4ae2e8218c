"""What a bubble that is not text says beside its kind: file name and size, place, sticker's words, a button's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import format_decimal

from qontak_line.models import Kind, Message

MOST = 200
"""Characters that a bubble shows of it."""

Content = dict[str, Any]


def detail(message: Message) -> str:
    """At most `MOST` characters; empty when there is nothing to say."""
    write = _WRITERS.get(message.kind)
    return write(message.content or {})[:MOST] if write else message.text[:MOST]


def _words(content: Content, *names: str, between: str = " · ") -> str:
    given = (content.get(name) for name in names)
    return between.join(value for value in given if isinstance(value, str) and value)


def _file(content: Content) -> str:
    size = content.get("fileSize")
    parts = [_words(content, "fileName"), _size(size) if isinstance(size, int) else ""]
    return " · ".join(filter(None, parts))


def _size(size: int) -> str:
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= factor:
            return f"{format_decimal(round(size / factor, 1))} {unit}"
    return f"{size} B"


def _length(content: Content) -> str:
    duration = content.get("duration")
    if not isinstance(duration, int):
        return ""
    seconds = duration // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"


def _sticker(content: Content) -> str:
    keywords = content.get("keywords")
    listed = ", ".join(str(word) for word in keywords[:3]) if isinstance(keywords, list) else ""
    return _words(content, "text") or listed


def _event(content: Content) -> str:
    params = content.get("params")
    chosen = " · ".join(str(value) for value in params.values()) if isinstance(params, dict) else ""
    return " · ".join(filter(None, [_words(content, "data"), chosen]))


_WRITERS: dict[Kind, Callable[[Content], str]] = {
    Kind.FILE: _file,
    Kind.VIDEO: _length,
    Kind.AUDIO: _length,
    Kind.STICKER: _sticker,
    Kind.LOCATION: lambda content: _words(content, "title", "address"),
    Kind.EVENT: _event,
    Kind.UNKNOWN: lambda content: _words(content, "type"),
}
