"""The live stream: tells a browser where to look."""

from flask import Blueprint

bp = Blueprint("live", __name__)

from qontak_line.web.live import views  # noqa: E402, F401
