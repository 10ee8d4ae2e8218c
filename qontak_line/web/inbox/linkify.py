"""Turn web addresses in a message into links. Everything else stays text, whatever it looks like."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)
_TAIL = ".,;:!?)]}…。、」』）"
_LINK = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>')


def linkify(text: str) -> Markup:
    """Escaped text, its http and https addresses as links that open elsewhere and know nothing of this page."""
    parts: list[Markup] = []
    done = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_TAIL)
        if len(address) <= len("https://"):
            continue
        parts += [escape(text[done : match.start()]), _LINK.format(address)]
        done = match.start() + len(address)
    return Markup("").join([*parts, escape(text[done:])])
