"""Files that we keep, served so that no browser runs what is in them."""

from flask import Blueprint

bp = Blueprint("media", __name__)

from qontak_line.web.media import views  # noqa: E402, F401
