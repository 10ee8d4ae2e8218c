"""Search: names and texts in any script, what is taken back at once, and nothing of it left in SQLite's file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from qontak_line.actions.search_index import index_settled
from qontak_line.app import create_app
from qontak_line.config import Settings
from qontak_line.db import db, now, transaction
from qontak_line.models import Channel, Conversation, Message, User
from qontak_line.models.search_index import BESIDE, OF_MESSAGES
from qontak_line.queries import inbox
from qontak_line.queries.inbox import Filters, Tab
from tests.conftest import settings_for
from tests.factories import Cast, make_channel, make_conversation, make_message

LONG_AGO = now() - timedelta(days=3)


@pytest.fixture
def channel(context: None, cast: Cast) -> Channel:
    return make_channel(cast.organization)


def make_old(conversation: Conversation, said: str) -> Message:
    """Said long ago, and indexed where an index is kept."""
    made = make_message(conversation, said, LONG_AGO, created_at=LONG_AGO)
    with transaction():
        conversation.contact.created_at = LONG_AGO
    index_settled()
    return made


def found(who: int, words: str, **more: Any) -> list[str]:
    page = inbox.list_page(db.session.get_one(User, who), Filters(q=words, **more))
    return [row.conversation.contact.name for row in page.rows]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Apakah barang ini masih ada?", "BARANG ini"),
        ("ขอสอบถามราคาสินค้าหน่อยค่ะ", "สอบถาม"),
        ("送料はいくらですか。", "送料は"),
        ("5% off_today / 10", "% off_t"),
        ("5% off_today / 10", "y / 1"),
        ('kode "a*b" (c) OR d', '"a*b" (c) OR'),
        ("ok", "ok"),
        ("是的", "是的"),
    ],
)
def test_words_are_found_as_they_stand(channel: Channel, cast: Cast, said: str, words: str) -> None:
    make_old(make_conversation(channel, "Siti"), said)
    make_message(make_conversation(channel, "Wati"), said)
    make_old(make_conversation(channel, "Agus"), words[::-1] + " or else")
    assert sorted(found(cast.dewi, words)) == ["Siti", "Wati"]
    assert found(cast.zaki, words) == []


def test_names_are_found_and_new_names_too(channel: Channel, cast: Cast) -> None:
    siti = make_conversation(channel, "Siti Rahma")
    make_old(siti, "halo")
    assert found(cast.dewi, "i rah") == found(cast.dewi, "si") == ["Siti Rahma"]
    with transaction():
        siti.contact.name = "Wati Kusuma"
    assert found(cast.dewi, "i rah") == []
    assert found(cast.dewi, "kusum") == ["Wati Kusuma"]


def test_what_is_edited_is_found_by_its_new_words_alone(channel: Channel, cast: Cast) -> None:
    message = make_old(make_conversation(channel, "Siti"), "warna merah")
    with transaction():
        message.text = "warna biru"
    assert found(cast.dewi, "merah") == []
    assert found(cast.dewi, "biru") == ["Siti"]


def test_tabs_filters_and_roles_narrow_what_is_found(channel: Channel, cast: Cast) -> None:
    other = make_channel(cast.organization)
    for name, where, given in (
        ("Siti", channel, {}),
        ("Wati", channel, {"assignee_id": cast.budi, "unread_count": 1}),
        ("Agus", other, {"assignee_id": cast.sari}),
    ):
        make_old(make_conversation(where, name, **given), "halo semua")
    assert sorted(found(cast.dewi, "halo")) == ["Agus", "Siti", "Wati"]
    assert sorted(found(cast.budi, "halo")) == ["Siti", "Wati"]
    assert found(cast.dewi, "halo", tab=Tab.UNASSIGNED) == ["Siti"]
    assert found(cast.dewi, "halo", channel=other.id) == ["Agus"]
    assert found(cast.dewi, "halo", unread=True) == ["Wati"]
    counted = inbox.counts(db.session.get_one(User, cast.budi), Filters(q="halo"), [Tab.ALL, Tab.MINE, Tab.RESOLVED])
    assert list(counted.values()) == [2, 1, 0]


@pytest.mark.sqlite
def test_what_settled_is_indexed_and_the_newest_is_not(channel: Channel) -> None:
    settled = make_old(make_conversation(channel), "xylofon")
    make_message(make_conversation(channel), "xylofon")
    index_settled()
    assert db.session.scalars(select(OF_MESSAGES.rows.c.id)).all() == [settled.id]


@pytest.mark.sqlite
@pytest.mark.parametrize("gone", ["unsent", "erased"])
def test_nothing_is_left_of_what_was_taken_back(channel: Channel, cast: Cast, gone: str) -> None:
    conversation = make_conversation(channel)
    for number in range(30):
        make_old(conversation, f"pesan nomor {number}")
    message = make_old(conversation, "xylofon")
    assert b"xyl" in _grams()
    with transaction() as session:
        if gone == "unsent":
            message.text, message.unsent_at = "", now()
        else:
            session.delete(message)
    assert found(cast.dewi, "xylofon") == []
    index_settled()
    assert b"xyl" not in _grams() and b"pes" in _grams()
    assert db.session.scalar(select(func.count()).select_from(OF_MESSAGES.erased)) == 0


def _grams() -> bytes:
    """All that FTS5 keeps; of words that begin alike it writes the difference, and no other begins with `xy`."""
    return b"".join(db.session.scalars(text("SELECT block FROM message_search_data")).all())


@pytest.mark.sqlite
def test_migrations_make_the_same_index(channel: Channel, settings: Settings) -> None:
    """Also its triggers, which a migration that copies a table must make anew."""
    ours = text("SELECT name, sql FROM sqlite_master WHERE name GLOB :beside ORDER BY name")
    made = [db.session.execute(ours, {"beside": f"{name}*"}).all() for name in BESIDE]
    folder = settings.data_dir / "migrated"
    folder.mkdir()
    with create_app(settings_for(folder)).app_context():
        upgrade()
        assert [db.session.execute(ours, {"beside": f"{name}*"}).all() for name in BESIDE] == made
        assert [len(some) for some in made] == [8, 8, 0, 0]
        db.session.remove()
        db.engine.dispose()
