"""Alive, ready, metrics: for monitors and load balancers."""

from flask import Blueprint

bp = Blueprint("health", __name__)

from qontak_line.web.health import views  # noqa: E402, F401
