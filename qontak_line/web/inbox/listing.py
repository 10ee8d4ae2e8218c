"""What the list's template shows: tabs with counts, filters, rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from qontak_line.models import Role, User
from qontak_line.queries import inbox
from qontak_line.queries.inbox import Filters, Tab
from qontak_line.web.ids import MOST
from qontak_line.web.inbox import asked


def listing(user: User, chosen: Filters) -> dict[str, Any]:
    """The template's variables for the list pane."""
    found = inbox.with_words(user, chosen)
    page = inbox.list_page(user, chosen, request.args.get("before"), found)
    args = asked.as_args(chosen)
    return {
        "chosen": chosen,
        "rows": page.rows,
        "tabs": _tabs(user, chosen, found),
        "channels": inbox.channel_names(user.organization_id),
        "list_args": args,
        "room_address": _room_address(args),
        "list_url": url_for("inbox.index", **args),
        "older_url": url_for("inbox.index", **{**args, "before": page.older}) if page.older else None,
    }


def _room_address(args: dict[str, Any]) -> Callable[[int], str]:
    """Makes the addresses of rooms by the pattern of one, since a list names forty that differ in the id alone."""
    begin, _id, end = url_for("inbox.room", conversation_id=MOST, **args).partition(str(MOST))
    return lambda conversation_id: f"{begin}{conversation_id}{end}"


def _tabs(user: User, chosen: Filters, with_words: Sequence[int] | None) -> list[dict[str, Any]]:
    words = {
        Tab.ALL: _("All"),
        Tab.MINE: _("Mine"),
        Tab.UNASSIGNED: _("Unassigned"),
        Tab.ASSIGNED: _("Assigned"),
        Tab.RESOLVED: _("Resolved"),
        Tab.SNOOZED: _("Snoozed"),
    }
    agent = user.role is Role.AGENT
    shown = [Tab.ALL, Tab.MINE if agent else Tab.UNASSIGNED, Tab.UNASSIGNED if agent else Tab.ASSIGNED, Tab.RESOLVED]
    found = inbox.counts(user, chosen, [*shown, Tab.SNOOZED], with_words)
    if found[Tab.SNOOZED] or chosen.tab is Tab.SNOOZED:
        shown.append(Tab.SNOOZED)
    rest = {name: value for name, value in asked.as_args(chosen).items() if name != "tab"}
    return [
        {
            "url": url_for("inbox.index", tab=tab.value, **rest),
            "label": words[tab],
            "count": "99+" if found[tab] > 99 else found[tab],
            "active": (chosen.tab or Tab.ALL) is tab,
        }
        for tab in shown
    ]
