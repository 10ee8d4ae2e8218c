"""Files that no row names, because a process died between the two: nobody else would ever find them again."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from qontak_line.db import db, now
from qontak_line.jobs import every
from qontak_line.media_store import StoreAway, media_store
from qontak_line.models import Picture

FOLDER = "pictures"

_SIX_HOURS_S = 6 * 60 * 60
_YOUNG = timedelta(hours=1)
"""A younger file may be about to get its row."""

log = logging.getLogger(__name__)


@every(_SIX_HOURS_S, alone=True)
def remove_orphans() -> None:
    """Also after each start: what a disconnect was to erase when its process died goes then."""
    try:
        for keys in media_store().older(FOLDER, now() - _YOUNG):
            _remove(set(keys))
    except StoreAway as problem:
        log.warning("pictures that no row names stay for now: %s", problem)


def _remove(keys: set[str]) -> None:
    named = db.session.scalars(select(Picture.store_key).where(Picture.store_key.in_(keys))).all()
    db.session.rollback()
    if orphans := keys.difference(named):
        media_store().delete(*orphans)
        log.info("%d pictures that no row named are removed", len(orphans))
