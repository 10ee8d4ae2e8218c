"""Files that no row names are removed, once they are surely nobody's."""

from __future__ import annotations

import os
import time

from flask import Flask

from qontak_line.actions.pictures import remove_orphans
from qontak_line.config import Settings
from qontak_line.db import db, transaction
from qontak_line.media_store import media_store, new_key
from qontak_line.models import Picture
from tests.factories import Cast


def test_what_is_old_and_unnamed_goes(app: Flask, context: None, cast: Cast, settings: Settings) -> None:
    named, orphan, young = (new_key("pictures", "webp") for _ in range(3))
    for key in (named, orphan, young):
        media_store().put(key, b"RIFF")
    with transaction() as session:
        ours = {"organization_id": cast.organization, "media_type": "image/webp"}
        session.add(Picture(source_url="https://one.example/", store_key=named, **ours))
    for key in (named, orphan):
        os.utime(settings.data_dir / "media" / key, (time.time() - 4000,) * 2)
    remove_orphans()
    assert [media_store().get(key) for key in (named, orphan, young)] == [b"RIFF", None, b"RIFF"]
    assert not db.session.registry().in_transaction()
