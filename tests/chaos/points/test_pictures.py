"""Keeping a picture, killed at each step: never half a file, never a row without one, and no file is left over."""

from __future__ import annotations

import os
import time

import pytest

from qontak_line.db import db, transaction
from qontak_line.media_store import media_store
from qontak_line.models import Contact, Picture
from tests.chaos.points.house import House
from tests.factories import make_channel, make_conversation

pytestmark = [pytest.mark.process, pytest.mark.sqlite]


@pytest.mark.parametrize("point", ["media.written", "media.renamed", "picture.kept"])
def test_a_picture_is_there_whole_or_not_at_all(house: House, point: str) -> None:
    url = f"{house.line.url}/pictures/1.png"
    with house.looking():
        contact_id = make_conversation(make_channel(house.cast.organization)).contact_id
        with transaction() as session:
            session.get_one(Contact, contact_id).picture_url = url
    house.dies("show", point, contact_id=contact_id)
    with house.looking():
        assert db.session.query(Picture).count() == (point == "picture.kept")
    house.lives("show", contact_id=contact_id)
    for path in house.files():
        os.utime(path, (time.time() - 100_000,) * 2)
    house.lives("recover")
    with house.looking():
        picture = db.session.query(Picture).one()
        assert db.session.get_one(Contact, contact_id).picture_id == picture.id
        content = media_store().get(picture.store_key)
    assert [path.read_bytes() for path in house.files()] == [content]
