"""LINE's door: the one address that takes posts without a session, because LINE signs them."""

from flask import Blueprint

bp = Blueprint("webhooks", __name__)

from qontak_line.web.webhooks import views  # noqa: E402, F401
