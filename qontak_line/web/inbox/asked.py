"""What an address asks of the list; what can not be understood is left out, as if it had not been asked."""

from __future__ import annotations

from typing import Any

from flask import request

from qontak_line.queries.inbox import Filters, Tab
from qontak_line.web.ids import id_of

MOST_WORDS = 100


def filters() -> Filters:
    """The filters of this request's address."""
    asked = request.args
    return Filters(
        tab=_tab(asked.get("tab", "")),
        q=asked.get("q", "").replace("\0", "").strip()[:MOST_WORDS],
        channel=id_of(asked.get("channel", "")),
        assignee=_assignee(asked.get("assignee", "")),
        tag=id_of(asked.get("tag", "")),
        unread=asked.get("unread") == "1",
    )


def as_args(chosen: Filters) -> dict[str, Any]:
    """The same filters as parts of an address, the empty ones left out."""
    parts = {
        "tab": chosen.tab.value if chosen.tab else None,
        "q": chosen.q or None,
        "channel": chosen.channel,
        "assignee": chosen.assignee or None,
        "tag": chosen.tag,
        "unread": 1 if chosen.unread else None,
    }
    return {name: value for name, value in parts.items() if value is not None}


def _tab(word: str) -> Tab | None:
    return Tab(word) if word in Tab.__members__.values() else None


def _assignee(word: str) -> str:
    return word if word in ("me", "none") or id_of(word) is not None else ""
