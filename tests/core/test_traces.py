"""What was erased leaves SQLite's files, its log included."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from qontak_line.actions.traces import wipe_old_traces
from qontak_line.config import Settings
from qontak_line.db import db, transaction
from qontak_line.models import Organization

pytestmark = pytest.mark.sqlite

WORDS = "rahasia yang ditarik kembali"


def files_holding(folder: Path, words: str) -> list[str]:
    return [path.name for path in folder.glob("qontak_line.sqlite3*") if words.encode() in path.read_bytes()]


def erase(words: str) -> None:
    with transaction() as session:
        session.add(row := Organization(name=words))
    with transaction():
        row.name = ""


def test_the_timer_empties_the_log(app: Flask, context: None, settings: Settings) -> None:
    erase(WORDS)
    assert files_holding(settings.data_dir, WORDS), "the log still holds it"
    wipe_old_traces()
    assert files_holding(settings.data_dir, WORDS) == []


def test_a_reader_in_the_way_is_no_error_and_writing_goes_on(app: Flask, context: None, settings: Settings) -> None:
    with app.app_context(), db.engine.connect() as reader:
        reader.execute(select(Organization.id)).all()
        erase(WORDS)
        wipe_old_traces()
        assert db.session.execute(text("PRAGMA busy_timeout")).scalar() == 1000
        erase("more")
    wipe_old_traces()
    assert files_holding(settings.data_dir, WORDS) == []
