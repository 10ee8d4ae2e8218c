"""Every fact that the verbs write has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from qontak_line import actions
from qontak_line.actions.ingest.activity import TOLD
from qontak_line.models import Kind, Message, Reason
from qontak_line.web.inbox import words
from qontak_line.web.inbox.activity_words import SENTENCES
from qontak_line.web.inbox.detail_words import detail

WRITTEN = re.compile(r'(?:note_activity\([^,]+, |note\([^,]+, [^,]+, [^,]+, |write_line\([^)]*?)"([a-z_]+)"')


def tags() -> set[str]:
    """Tags that stand in the verbs' source, and those of LINE's table."""
    folder = Path(actions.__file__).parent
    found = {tag for path in folder.rglob("*.py") for tag in WRITTEN.findall(path.read_text())}
    return found | {tag for tag, _ in TOLD.values()}


def test_every_activity_has_a_sentence() -> None:
    assert tags() >= {"resolved", "snoozed", "beacon"}
    assert tags() <= SENTENCES.keys()


def test_every_reason_has_words() -> None:
    assert set(Reason) == words.REASONS.keys()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEXT])
@pytest.mark.parametrize("content", [{}, {"data": {"x": 1}, "keywords": "many", "duration": "long", "fileSize": None}])
def test_odd_contents_are_shown_all_the_same(app: Flask, kind: Kind, content: dict[str, object]) -> None:
    with app.test_request_context():
        assert isinstance(detail(Message(kind=kind, content=content, text="")), str)


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        (Kind.FILE, {"fileName": "menu.pdf", "fileSize": 2_138_000}, "menu.pdf · 2.1 MB"),
        (Kind.AUDIO, {"duration": 61_000}, "1:01"),
        (Kind.LOCATION, {"title": "Monas", "address": "Gambir, Jakarta"}, "Monas · Gambir, Jakarta"),
        (Kind.STICKER, {"keywords": ["good", "ok"]}, "good, ok"),
        (Kind.EVENT, {"data": "buy=1", "params": {"date": "2026-12-01"}}, "buy=1 · 2026-12-01"),
        (Kind.UNKNOWN, {"type": "hologram"}, "hologram"),
    ],
)
def test_details(app: Flask, kind: Kind, content: dict[str, object], shown: str) -> None:
    with app.test_request_context():
        assert detail(Message(kind=kind, content=content, text="")) == shown
