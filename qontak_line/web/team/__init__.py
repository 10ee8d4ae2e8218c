"""The team: who works here, in which role."""

from flask import Blueprint

bp = Blueprint("team", __name__)

from qontak_line.web.team import change_views, invite_views, list_views  # noqa: E402, F401
