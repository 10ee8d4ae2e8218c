"""`/integrations` and `/integrations/line`: the kinds of channels, and the LINE accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request

from qontak_line.db import now
from qontak_line.models import Installation
from qontak_line.queries.channels import done_installation, live_channels
from qontak_line.web import htmx
from qontak_line.web.ids import id_of
from qontak_line.web.integrations import bp
from qontak_line.web.integrations.account_card import card_of
from qontak_line.web.integrations.check_words import rows
from qontak_line.web.integrations.kinds import KINDS
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me

TOLD_FOR = timedelta(minutes=5)
"""How long the popup of an installation may be asked for; later its address is just the list."""


@bp.get("/integrations")
@permission(Permission.CHANNELS_VIEW)
def index() -> str:
    return render_template("integrations/index.html", kinds=KINDS)


@bp.get("/integrations/line")
@permission(Permission.CHANNELS_VIEW)
def line() -> str:
    if htmx.is_fragment():
        return render_template("integrations/_accounts.html", **accounts())
    installed = _installed()
    result = rows(installed.outcome.get("checks", ())) if installed else None
    return render_template("integrations/line.html", kinds=KINDS, kind="line", result=result, **accounts())


def accounts() -> dict[str, Any]:
    """What the partial of the accounts needs."""
    return {"cards": [card_of(channel) for channel in live_channels(me().organization_id)]}


def _installed() -> Installation | None:
    """The installation that led here just now: each answer to the same form leads to the same page."""
    number = id_of(request.args.get("installed", ""))
    if number is None:
        return None
    return done_installation(number, me().id, now() - TOLD_FOR)
