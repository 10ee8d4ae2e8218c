"""Integrations: the kinds of channels, and the LINE accounts that are connected."""

from flask import Blueprint

bp = Blueprint("integrations", __name__)

import qontak_line.web.integrations.account_views  # noqa: E402
import qontak_line.web.integrations.connect_views  # noqa: E402
import qontak_line.web.integrations.list_views  # noqa: E402, F401 - they register their routes
