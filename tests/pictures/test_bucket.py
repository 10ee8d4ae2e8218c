"""Pictures in an S3-compatible store, over real HTTP: kept, shown, erased; and an outage that costs pictures alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions import pictures
from qontak_line.config import Settings
from qontak_line.db import db, now, transaction
from qontak_line.media_store import Bucket, StoreAway, bucket, media_store, new_key
from qontak_line.models import Contact
from tests.factories import Cast, make_channel, make_conversation
from tests.pictures.hosts import Host, answering, serving
from tests.pictures.test_keep import picture_bytes
from tests.servers.s3 import S3

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


@pytest.fixture
def url(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in s3.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bucket, "PAUSE_S", 0.0)
    return f"s3://{s3.bucket}/our/inbox"


@pytest.fixture
def line(app: Flask, settings: Settings, url: str) -> Iterator[Host]:
    """LINE's stand-in, of an app whose pictures lie in the bucket."""
    with serving(answering(picture_bytes())) as host:
        app.config["SETTINGS"] = replace(settings, media_url=url, line_api_url=host.url, line_data_api_url=host.url)
        yield host


def test_what_was_put_is_there_until_it_is_deleted(s3: S3, url: str) -> None:
    store, key = Bucket(url), new_key("pictures", "webp")
    assert store.get(key) is None
    store.put(key, b"first")
    store.put(key, b"second")
    assert store.get(key) == b"second"
    assert f"our/inbox/{key}" in s3.held()
    store.put(other := new_key("pictures", "webp"), b"other")
    store.delete(key, other)
    store.delete(key)
    store.delete()
    assert store.get(key) is None
    assert store.get(other) is None
    with pytest.raises(ValueError, match="no key"):
        store.get("../elsewhere")


def test_what_was_written_before_a_moment_is_listed(url: str) -> None:
    store, key = Bucket(url), new_key("elsewhere", "webp")
    store.put(key, b"first")
    assert [found for some in store.older("elsewhere", now() + timedelta(hours=1)) for found in some] == [key]
    assert [found for some in store.older("elsewhere", now() - timedelta(hours=1)) for found in some] == []


def test_an_empty_name_counts_as_not_given(s3: S3, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "")
    monkeypatch.setenv("AWS_ENDPOINT", s3.url)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    assert Bucket(url).get(new_key("pictures", "webp")) is None


def test_a_contacts_picture_is_kept_there_and_served_by_us(
    line: Host, s3: S3, app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    picture_id = contact_with_picture(app, cast, line).picture_id
    answer = sign_in(cast.budi).get(f"/media/pictures/{picture_id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.data.startswith(b"RIFF")
    assert any(key.startswith("our/inbox/pictures/") for key in s3.held())


def test_while_it_is_away_a_page_is_told_so_and_the_picture_is_asked_for_again(
    line: Host, s3: S3, app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    shown = contact_with_picture(app, cast, line).picture_id
    browser = sign_in(cast.budi)
    s3.stop()
    try:
        answer = browser.get(f"/media/pictures/{shown}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert "Retry-After" in answer.headers
        with app.app_context():
            missed = contact_with_picture(app, cast, line, "/another")
            assert missed.picture_id is None
            assert missed.profile_next_at is not None
            assert missed.profile_next_at > now()
            contact_id = missed.id
    finally:
        s3.start()
    with app.app_context():
        pictures.refresh_contact(contact_id)
        assert db.session.get_one(Contact, contact_id, populate_existing=True).picture_id is not None
    assert browser.get(f"/media/pictures/{shown}").status_code == 404  # a store that forgot is no fault of the page


def test_a_store_that_hangs_is_left_alone_soon(s3: S3, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "PAUSE_S", 60.0)
    store, key = Bucket(url), new_key("pictures", "webp")
    s3.halt()
    try:
        with pytest.raises(StoreAway):
            store.put(key, b"never")
        with pytest.raises(StoreAway, match="a moment ago"):
            store.get(key)
    finally:
        s3.resume()


def contact_with_picture(app: Flask, cast: Cast, line: Host, path: str = "/face") -> Contact:
    with app.app_context():
        channel = make_channel(cast.organization)
        contact = make_conversation(channel).contact
        with transaction() as session:
            session.merge(contact).picture_url = f"{line.url}{path}"
        pictures.refresh_contact(contact.id)
        assert isinstance(media_store(), Bucket)
        return db.session.get_one(Contact, contact.id, populate_existing=True)
