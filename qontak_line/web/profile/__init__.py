"""What everybody looks after themselves: name, language, theme, password, sessions."""

from flask import Blueprint

bp = Blueprint("profile", __name__)

from qontak_line.web.profile import session_views, views  # noqa: E402, F401
