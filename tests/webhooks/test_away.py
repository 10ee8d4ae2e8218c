"""PostgreSQL away, silent, locked, or gone in the middle of a commit: LINE hears 503 in time, and comes again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions.journal_writer import JournalWriter
from qontak_line.db import db
from qontak_line.models import WebhookEvent
from tests.databases import Given, PostgresDatabases, name_in
from tests.servers.proxy import Proxy
from tests.webhooks.conftest import Connected
from tests.webhooks.line_posts import body_of, post, text

pytestmark = pytest.mark.postgresql

LINE_WAITS_S = 2.0

Kept = Callable[[], list[WebhookEvent]]


@pytest.fixture(autouse=True)
def served(app: Flask) -> Iterator[None]:
    """With the thread that writes for many, as the server has it."""
    JournalWriter(app).start()
    yield
    forget_all(app)


def forget_all(app: Flask) -> None:
    """As if just started: no door known, no connection open."""
    app.extensions.pop("doors", None)
    with app.app_context():
        db.engine.dispose()


def answered_busy_in_time(client: FlaskClient, channel: Connected, body: bytes) -> None:
    began = time.monotonic()
    answer = post(client, channel.key, body)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert time.monotonic() - began < LINE_WAITS_S


@contextmanager
def silent(proxy: Proxy) -> Iterator[None]:
    proxy.is_hanging = True
    yield
    proxy.is_hanging = False


@contextmanager
def refusing(proxy: Proxy) -> Iterator[None]:
    proxy.is_refusing = True
    proxy.cut()
    yield
    proxy.is_refusing = False


@pytest.mark.parametrize("trouble", [silent, refusing])
@pytest.mark.parametrize("is_cold", [False, True])
def test_a_database_that_does_not_answer(
    app: Flask,
    client: FlaskClient,
    channel: Connected,
    proxy: Proxy,
    kept: Kept,
    trouble: Callable[[Proxy], object],
    is_cold: bool,
) -> None:
    assert post(client, channel.key, body_of(text("before"))).status_code == 200
    body = body_of(text("soon"))
    if is_cold:
        forget_all(app)
    with trouble(proxy):  # type: ignore[attr-defined]
        answered_busy_in_time(client, channel, body)
        answered_busy_in_time(client, channel, body)
    assert post(client, channel.key, body).status_code == 200
    assert len(kept()) == 2


def test_a_table_that_somebody_locked(
    client: FlaskClient,
    channel: Connected,
    databases: PostgresDatabases,
    database: Given,
    kept: Kept,
) -> None:
    body = body_of(text("soon"))
    with databases.server.connect(name_in(database)) as other, other.transaction():
        other.execute("LOCK TABLE webhook_event IN ACCESS EXCLUSIVE MODE")
        answered_busy_in_time(client, channel, body)
    assert post(client, channel.key, body).status_code == 200
    assert len(kept()) == 1


def test_a_restart_costs_one_answer_at_most(
    client: FlaskClient, channel: Connected, databases: PostgresDatabases, kept: Kept
) -> None:
    assert post(client, channel.key, body_of(text("before"))).status_code == 200
    databases.server.restart("fast")
    assert post(client, channel.key, body_of(text("after"))).status_code == 200
    assert len(kept()) == 2


def test_what_was_written_without_a_word_is_told_as_an_error_or_written_once(
    client: FlaskClient, channel: Connected, proxy: Proxy, kept: Kept
) -> None:
    """The statement arrives, which is a transaction by itself, and its answer is lost with the connection."""
    events = [text(f"number {number}") for number in range(20)]
    for event in events:
        proxy.cut_after(event["webhookEventId"].encode())
        while post(client, channel.key, body_of(event)).status_code != 200:
            pass
    assert proxy.cuts == len(kept()) == 20
