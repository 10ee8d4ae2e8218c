"""A session in use lives on. Only posts count as use, since a GET changes nothing."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import request
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qontak_line.actions import sessions
from qontak_line.db import now, transaction
from qontak_line.web.signed_in import my_session, my_session_id

log = logging.getLogger(__name__)

SLIDES_AFTER = timedelta(minutes=5)
"""A session in use is written down again no more often than this."""


def slide() -> None:
    """Runs after the guard and the CSRF check, so only for posts that count."""
    if request.method != "POST" or not current_user.is_authenticated:
        return
    user_session = my_session()
    if now() - user_session.last_seen_at < SLIDES_AFTER:
        return
    remembered = user_session.is_remembered
    try:
        with transaction():
            sessions.slide(my_session_id(), remembered=remembered)
    except (OperationalError, PoolTimeout):
        log.warning("a session could not slide; the next post will try again")
