"""First-run set-up, login, logout, and the language of those who are not signed in."""

from flask import Blueprint

from qontak_line.web.auth import sliding, throttle

bp = Blueprint("auth", __name__)
bp.record_once(throttle.prepare)
bp.before_app_request(sliding.slide)

from qontak_line.web.auth import language_views, login_views, setup_views  # noqa: E402, F401
