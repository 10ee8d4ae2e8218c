"""Keep a picture: fetch, draw anew, store, remember. No transaction is open while anybody else is waited for."""

from __future__ import annotations

import logging
from typing import cast

from flask import current_app
from sqlalchemy import select

from qontak_line.actions.pictures.address import Refused, target_of
from qontak_line.actions.pictures.fetch import NotFetched, fetch
from qontak_line.actions.pictures.orphans import FOLDER
from qontak_line.actions.pictures.shrink import ENDING, MEDIA_TYPE, NotAPicture, shrink
from qontak_line.actions.upsert import insert_once
from qontak_line.config import Settings
from qontak_line.db import db, transaction
from qontak_line.failpoints import fail
from qontak_line.media_store import media_store, new_key
from qontak_line.models import Picture

log = logging.getLogger(__name__)


def keep(organization_id: int, url: str) -> Picture | None:
    """Our copy of the picture at `url`; LINE gives a changed picture a new address. None when there is none to be had.

    Opens its own transaction.
    """
    known = _known(organization_id, url)
    if known is not None:
        return known
    settings = cast(Settings, current_app.config["SETTINGS"])
    try:
        content = shrink(fetch(target_of(url, (settings.line_api_url, settings.line_data_api_url))))
    except (Refused, NotFetched, NotAPicture) as problem:
        log.info("picture not kept: %s: %s", type(problem).__name__, problem)
        return None
    return _store(organization_id, url, content)


def _store(organization_id: int, url: str, content: bytes) -> Picture | None:
    key = new_key(FOLDER, ENDING)
    media_store().put(key, content)
    unique = ["organization_id", "source_url"]
    values = {"organization_id": organization_id, "source_url": url, "store_key": key, "media_type": MEDIA_TYPE}
    with transaction() as session:
        is_ours = insert_once(session, Picture, unique, **values)
    fail("picture.kept")
    if not is_ours:  # somebody else was quicker
        media_store().delete(key)
    return _known(organization_id, url)


def _known(organization_id: int, url: str) -> Picture | None:
    found = db.session.scalar(
        select(Picture).where(Picture.organization_id == organization_id, Picture.source_url == url)
    )
    db.session.rollback()
    return found
