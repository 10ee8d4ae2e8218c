"""The door's answers, in the order in which they are checked."""

from __future__ import annotations

import io
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions import doors, envelope, journal, journal_rows, rejections
from qontak_line.actions.journal_rows import Entry
from qontak_line.config import Settings
from qontak_line.db import db, now, on_commit, statement_alone, transaction
from qontak_line.line.signature import sign
from qontak_line.models import Channel, ChannelState, EventState, RejectedSignature, WebhookEvent
from qontak_line.web.webhooks import admission
from qontak_line.web.webhooks.body import MOST_BYTES
from tests.factories import SECRET, Cast, make_channel
from tests.webhooks.conftest import Connected
from tests.webhooks.line_posts import body_of, event, post, text

Kept = Callable[[], list[WebhookEvent]]
NOT_WEBHOOKS = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"events"',
    b"{}",
    b'{"events":null}',
    b'{"events":{}}',
    b'{"events":"x"}',
    b'{"events":[NaN]}',
    b"\xff\xfe",
    b'{"events":["\xed\xa0\x80"]}',
    b"[" * 100_000,
    b'{"events":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"events":[' + b"9" * 5_000 + b"]}",
]
ODD_EVENTS: list[object] = [
    1,
    None,
    "x",
    [],
    {},
    {"type": 5},
    {"webhookEventId": "\x00"},
    {"webhookEventId": "é" * 300},
    event("message", message="no object"),
    event("\ud800\x00"),
    event("unheardOf", at=-(10**15)),
    event("message", timestamp=10**300),
    event("follow", source={"type": "user", "userId": "\ud800" * 500}),
]


def test_a_signed_webhook_is_stored_and_answered(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    body = body_of(text("halo"), text("dunia"), destination=channel.bot_id)
    answer = post(client, channel.key, body)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert [row.state for row in kept()] == [EventState.RECEIVED] * 2


def test_lines_own_test_has_no_events(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    assert post(client, channel.key, body_of(destination=channel.bot_id)).status_code == 200
    assert post(client, channel.key, b'{"events":[]}').status_code == 200
    assert kept() == []


def test_a_pending_channel_is_open_already(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        key = make_channel(cast.organization, state=ChannelState.PENDING).webhook_key
    assert post(client, key, body_of()).status_code == 200


def refusals(app: Flask, client: FlaskClient, channel: Connected, cast: Cast) -> list[tuple[int, bytes, str]]:
    """Every way to be refused; what each answered."""
    with app.app_context():
        gone = make_channel(cast.organization, state=ChannelState.DISCONNECTED).webhook_key
        blank = make_channel(cast.organization, secret_sealed=app.extensions["sealer"].seal("")).webhook_key
        erased = make_channel(cast.organization, secret_sealed=None).webhook_key
        unreadable = make_channel(cast.organization, secret_sealed="gAAAA-sealed-with-another-key").webhook_key
        theirs = make_channel(cast.other).line_bot_id
    body = body_of(text("halo"))
    path = f"/webhooks/line/{channel.key}"
    answers = [
        client.post(path, data=body),
        client.post(path, data=body, headers={"X-Line-Signature": ""}),
        client.post(path, data=body, headers={"X-Line-Signature": "é"}),
        client.post(path, data=body + b" ", headers={"X-Line-Signature": sign(SECRET, body)}),
        client.post(path, data=b'{"events":[]}'),
        post(client, channel.key, body, secret="another"),
        post(client, channel.key, body, secret="0" * 32),
        post(client, "unknown", body),
        post(client, "unknown", body, secret="0" * 32),
        post(client, "%00", body),
        post(client, gone, body),
        post(client, blank, body),
        post(client, erased, body),
        post(client, unreadable, body),
        post(client, channel.key, body_of(text("x"), destination=theirs)),
        post(client, channel.key, b'{"destination":5,"events":[]}'),
        post(client, channel.key, b'{"destination":"U0"}'),
    ]
    for key in (blank, erased, unreadable):
        unsigned_secret = "AAAA"
        answers.append(client.post(f"/webhooks/line/{key}", data=body, headers={"X-Line-Signature": unsigned_secret}))
    return [(answer.status_code, answer.data, answer.headers["Content-Type"]) for answer in answers]


def test_all_refusals_look_the_same_and_store_nothing(
    app: Flask, client: FlaskClient, channel: Connected, cast: Cast, kept: Kept
) -> None:
    found = refusals(app, client, channel, cast)
    assert set(found) == {(401, b"unauthorized\n", "text/plain; charset=utf-8")}
    assert kept() == []


def test_a_refused_signature_is_counted_for_its_channel(app: Flask, client: FlaskClient, channel: Connected) -> None:
    for _ in range(3):
        client.post(f"/webhooks/line/{channel.key}", data=b"{}", headers={"X-Line-Signature": "wrong"})
    post(client, "unknown", b"{}")
    with app.app_context():
        rejections.flush()
        rejections.count(channel.id)
        rejections.flush()
        rejections.flush()
        assert [(row.channel_id, row.count) for row in db.session.query(RejectedSignature)] == [(channel.id, 4)]


class Endless(io.RawIOBase):
    """A body that never ends, and tells how much of it was taken."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b"x" * len(buffer)
        self.given += len(buffer)
        return len(buffer)


def send(client: FlaskClient, key: str, length: int | None, signature: str | None = "x") -> tuple[int, int]:
    """Status, and how many bytes of the body were read. `length` None: chunked."""
    stream = Endless()
    told = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    environ = {"wsgi.input": stream, "wsgi.input_terminated": True, **told}
    headers = {"X-Line-Signature": signature} if signature else {}
    answer = client.post(f"/webhooks/line/{key}", environ_overrides=environ, headers=headers)
    return answer.status_code, stream.given


def test_without_a_signature_the_body_is_not_read(client: FlaskClient, channel: Connected) -> None:
    assert send(client, channel.key, 100, signature=None) == (401, 0)
    assert send(client, channel.key, None, signature=None) == (401, 0)


def test_what_is_too_large_is_refused_unread(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    for key in (channel.key, "unknown"):
        assert send(client, key, MOST_BYTES + 1) == (413, 0)
        status, read = send(client, key, None)
        assert status == 413
        assert read < MOST_BYTES + 100_000
    assert kept() == []


def test_two_mebibytes_are_taken(client: FlaskClient, channel: Connected) -> None:
    body = body_of()
    assert post(client, channel.key, body + b" " * (MOST_BYTES - len(body))).status_code == 200


def test_signed_nonsense_is_refused_but_kept(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    for body in NOT_WEBHOOKS:
        for _ in range(2):
            assert post(client, channel.key, body).status_code == 400, body[:20]
    assert [(row.body, row.state) for row in kept()] == [(body, EventState.QUARANTINED) for body in NOT_WEBHOOKS]


def test_odd_events_are_stored(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    for odd in ODD_EVENTS:
        assert post(client, channel.key, body_of(odd, text("beside it"))).status_code == 200, odd
    assert len(kept()) == 2 * len(ODD_EVENTS)


def test_a_number_beyond_all_bounds_is_stored(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    assert post(client, channel.key, b'{"events":[{"type":"message","timestamp":1e999}]}').status_code == 200
    assert len(kept()) == 1


def test_the_same_event_is_stored_once(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    first = text("once")
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    for _ in range(50):
        assert post(client, channel.key, body_of(first, first)).status_code == 200
        assert post(client, channel.key, body_of(again)).status_code == 200
    assert len(kept()) == 1


def test_an_event_without_an_id_goes_by_its_bytes(client: FlaskClient, channel: Connected, kept: Kept) -> None:
    first = text("no id", event={"webhookEventId": None})
    again = dict(reversed(first.items())) | {"deliveryContext": {"isRedelivery": True}}
    for body in (body_of(first), body_of(again), body_of({**first, "timestamp": 5})):
        assert post(client, channel.key, body).status_code == 200
    assert len(kept()) == 2
    assert all(row.event_id.startswith("hash:") for row in kept())


def test_another_channels_webhook_is_refused(
    app: Flask, client: FlaskClient, cast: Cast, channel: Connected, kept: Kept
) -> None:
    with app.app_context():
        sealed = app.extensions["sealer"].seal("another secret")
        other = make_channel(cast.organization, secret_sealed=sealed).webhook_key
    assert post(client, other, body_of(text("x"), destination=channel.bot_id)).status_code == 401
    assert (
        post(client, other, body_of(text("x"), destination=channel.bot_id), secret="another secret").status_code == 401
    )
    assert kept() == []


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_posts_are_taken(client: FlaskClient, channel: Connected, method: str) -> None:
    answer = getattr(client, method)(f"/webhooks/line/{channel.key}")
    assert answer.status_code == 405
    assert "Set-Cookie" not in answer.headers


def test_no_csrf_token_is_asked_for(app: Flask, client: FlaskClient, channel: Connected) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert post(client, channel.key, body_of()).status_code == 200


def test_too_many_at_once_are_told_to_come_again(app: Flask, client: FlaskClient, channel: Connected) -> None:
    full = app.extensions["webhook_places"] = admission.Places(in_all=3, per_channel=1)
    full.enter(channel.id)
    answer = post(client, channel.key, body_of())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert post(client, "unknown", body_of()).status_code == 401
    full.leave(channel.id)
    for other in (91, 92, 93):
        full.enter(other)
    assert post(client, channel.key, b"x" * (MOST_BYTES + 1)).status_code == 503
    full.leave(92)
    assert post(client, channel.key, body_of()).status_code == 200


def test_a_disconnected_channel_closes_at_once(app: Flask, client: FlaskClient, channel: Connected, kept: Kept) -> None:
    assert post(client, channel.key, body_of()).status_code == 200
    with app.app_context(), transaction() as session:
        session.get_one(Channel, channel.id).state = ChannelState.DISCONNECTED
        on_commit(lambda: doors.forget(channel.id))
    assert post(client, channel.key, body_of(text("late"))).status_code == 401
    assert kept() == []


def test_a_door_that_was_forgotten_too_late_stores_nothing(
    app: Flask, client: FlaskClient, channel: Connected, kept: Kept
) -> None:
    """Another process disconnects: this one's memory of the channel is some seconds old."""
    assert post(client, channel.key, body_of()).status_code == 200
    with app.app_context(), transaction() as session:
        session.get_one(Channel, channel.id).state = ChannelState.DISCONNECTED
    assert post(client, channel.key, body_of(text("late"))).status_code == 401
    assert kept() == []


@pytest.mark.sqlite
def test_a_locked_database_is_answered_in_time(
    app: Flask, client: FlaskClient, channel: Connected, settings: Settings, kept: Kept
) -> None:
    body = body_of(text("soon"))
    other = sqlite3.connect(settings.data_dir / "qontak_line.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    answer = post(client, channel.key, body)
    took = time.monotonic() - began
    other.execute("ROLLBACK")
    other.close()
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert took < 1.9
    assert post(client, channel.key, body).status_code == 200
    assert len(kept()) == 1


def test_webhooks_that_are_written_together_keep_each_event_once(app: Flask, channel: Connected, kept: Kept) -> None:
    told = [envelope.told_by(text(f"{number}", number)) for number in range(9)]
    with app.app_context():
        assert journal.write([Entry(channel.id, told[:1]), Entry(channel.id, told[:7])]) == [True, True]
        assert journal.write([Entry(channel.id, told[4:]), Entry(0, told[:1])]) == [True, False]
        assert journal.write([Entry(channel.id, [])]) == [True]
        with statement_alone() as connection:
            again = [journal_rows.row(Entry(channel.id, told), one) for one in told]
            more = [journal_rows.row(Entry(channel.id, told), envelope.told_by(text(f"{n}", n))) for n in range(2)]
            counted = [journal_rows.insert(connection, some) for some in (again, [*again, *more], more)]
    assert counted == [0, 2, 0]
    rows = [row for row in kept() if row.event_id in {one.event_id for one in told}]
    assert sorted(row.event_id for row in rows) == sorted(one.event_id for one in told)
    assert {(row.state, row.attempts, row.error, row.finished_at) for row in rows} == {("received", 0, None, None)}
    assert all(timedelta(0) <= now() - row.received_at < timedelta(minutes=1) for row in rows)
