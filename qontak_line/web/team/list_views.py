"""Everybody of the organization."""

from __future__ import annotations

from flask import render_template

from qontak_line.queries import team
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me
from qontak_line.web.team import bp


@bp.get("/team")
@permission(Permission.TEAM_VIEW)
def index() -> str:
    return render_template("team/index.html", members=team.members(me().organization_id))
