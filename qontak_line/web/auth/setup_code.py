"""The code that set-up asks for where strangers could be quicker than the owner. It is printed in the log at the start.

It follows from the secret key, so that every process and machine of one installation prints and takes the
same; it is good until there is a user.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from qontak_line.config import Settings
from qontak_line.web.guard import has_users

log = logging.getLogger(__name__)


def is_demanded() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return not settings.is_loopback


def code() -> str:
    """Twelve characters in three groups: 60 bits."""
    digest = hmac.digest(str(current_app.secret_key).encode(), b"qontak_line set-up code", "sha256")
    letters = base64.b32encode(digest).decode("ascii")[:12]
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def is_right(given: str) -> bool:
    """Case, dashes and spaces do not matter."""
    plain = re.sub(r"[^A-Z0-9]", "", given.upper())
    return hmac.compare_digest(plain.encode(), code().replace("-", "").encode())


def announce(app: Flask) -> None:
    """Print the code while it is needed. Called by what serves, at its start."""
    with app.app_context():
        try:
            if is_demanded() and not has_users():
                settings: Settings = app.config["SETTINGS"]
                log.warning("nobody is set up yet: open %s/setup with the code %s", settings.public_url, code())
        except SQLAlchemyError as problem:
            log.warning("could not look whether anybody is set up: %s", type(problem).__name__)
