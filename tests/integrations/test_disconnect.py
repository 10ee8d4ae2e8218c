"""Disconnect: at once, once, and without a trace of secret and token."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.config import Settings
from qontak_line.db import Base, db, transaction
from qontak_line.media_store import media_store, new_key
from qontak_line.models import (
    AuditEntry,
    Channel,
    ChannelState,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Picture,
    Reason,
    WebhookEvent,
)
from tests.factories import Cast, make_conversation, make_message
from tests.integrations.conftest import LineAccount, channel, connected, counts, install

SignIn = Callable[[int], FlaskClient]


def talk(app: Flask, channel_id: int, state: DeliveryState = DeliveryState.QUEUED) -> int:
    """A conversation, an answer of ours in it, and the event it came from; gives the answer's delivery."""
    with app.app_context():
        row = db.session.get_one(Channel, channel_id)
        conversation = make_conversation(row)
        make_message(conversation, "rahasia sekali")
        with transaction() as session:
            delivery = Delivery(
                organization_id=row.organization_id,
                channel_id=row.id,
                conversation_id=conversation.id,
                client_id=str(uuid.uuid4()),
                body_hash="0" * 64,
                state=state,
            )
            session.add(delivery)
            session.add(WebhookEvent(channel_id=row.id, event_id=str(uuid.uuid4()), body=b"{}"))
        make_message(conversation, "jawaban", direction=Direction.OUTGOING, delivery_id=delivery.id)
        return delivery.id


def state_of(app: Flask, delivery_id: int) -> tuple[DeliveryState, Reason | None]:
    with app.app_context():
        found = db.session.get_one(Delivery, delivery_id)
        return found.state, found.reason


def test_disconnect_ends_everything_at_once(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    queued, sending = talk(served, number), talk(served, number, DeliveryState.SENDING)
    modal = dewi.get(f"/integrations/line/{number}/disconnect", headers={"HX-Request": "true"}).text
    assert "<html" not in modal
    for page in (modal, dewi.get(f"/integrations/line/{number}/disconnect").text):
        assert "Are you sure?" in page
        assert "Disconnecting this channel will also delete this channel" in page
        assert ">Cancel<" in page and ">Disconnect<" in page
    answer = dewi.post(f"/integrations/line/{number}/disconnect")
    assert (answer.status_code, answer.location) == (303, "/integrations/line")
    row = channel(served, number)
    assert row.state is ChannelState.DISCONNECTED
    assert (row.secret_sealed, row.token_sealed, row.secret_hint) == (None, None, "")
    assert state_of(served, queued) == (DeliveryState.FAILED, Reason.DISCONNECTED)
    assert state_of(served, sending)[0] is DeliveryState.SENDING
    assert f'id="account-{number}"' not in dewi.get("/integrations/line").text
    assert dewi.get(f"/integrations/line/{number}").status_code == 404
    with served.app_context():
        assert db.session.query(Message).filter_by(text="rahasia sekali").count() == 2


def test_a_second_disconnect_is_the_same_answer_and_no_second_entry(
    served: Flask, dewi: FlaskClient, account: LineAccount
) -> None:
    number = connected(dewi, account)
    answers = [dewi.post(f"/integrations/line/{number}/disconnect") for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/integrations/line")}
    with served.app_context():
        assert db.session.query(AuditEntry).filter_by(tag="channel:disconnected").count() == 1


def test_erasing_leaves_nothing_that_was_said(
    served: Flask, dewi: FlaskClient, account: LineAccount, make_account: Callable[..., LineAccount]
) -> None:
    number, other = connected(dewi, account), connected(dewi, make_account("Toko Lain"))
    talk(served, number)
    kept = talk(served, other)
    dewi.post(f"/integrations/line/{number}/disconnect", data={"erase": "1"})
    with served.app_context():
        for name in ("message", "conversation", "contact", "delivery", "webhook_event"):
            table = Base.metadata.tables[name]
            channels = set(db.session.scalars(db.select(table.c.channel_id)))
            assert channels == {other}, name
    assert state_of(served, kept) == (DeliveryState.QUEUED, None)
    assert channel(served, number).state is ChannelState.DISCONNECTED


def test_erasing_takes_the_pictures_that_nobody_else_shows(
    served: Flask, dewi: FlaskClient, account: LineAccount, make_account: Callable[..., LineAccount], cast: Cast
) -> None:
    number, other = connected(dewi, account), connected(dewi, make_account("Toko Lain"))
    keys = [new_key("pictures", "webp") for _ in range(2)]
    with served.app_context():
        with transaction() as session:
            lone, shared = (
                Picture(organization_id=cast.organization, source_url=key, store_key=key, media_type="image/webp")
                for key in keys
            )
            session.add_all((lone, shared))
        for key in keys:
            media_store().put(key, b"picture")
        for channel_id, picture in ((number, lone), (number, shared), (other, shared)):
            contact = make_conversation(db.session.get_one(Channel, channel_id)).contact
            with transaction():
                contact.picture_id = picture.id
    dewi.post(f"/integrations/line/{number}/disconnect", data={"erase": "1"})
    with served.app_context():
        assert [row.store_key for row in db.session.query(Picture)] == keys[1:]
        assert [media_store().get(key) for key in keys] == [None, b"picture"]


def test_connecting_again_joins_the_history(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    failed, old_key = talk(served, number), channel(served, number).webhook_key
    dewi.post(f"/integrations/line/{number}/disconnect")
    assert connected(dewi, account) == number
    row = channel(served, number)
    assert row.state is ChannelState.CONNECTED and row.disconnected_at is None
    assert row.webhook_key != old_key and account.now.webhook_url and row.webhook_key in account.now.webhook_url
    assert state_of(served, failed) == (DeliveryState.FAILED, Reason.DISCONNECTED)
    with served.app_context():
        assert db.session.query(Conversation).filter_by(channel_id=number).count() == 1
    assert account.calls(path="/v2/bot/message/%") == 0


def test_another_organization_may_connect_it_afterwards(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: SignIn
) -> None:
    number = connected(dewi, account)
    dewi.post(f"/integrations/line/{number}/disconnect")
    assert install(sign_in(cast.zaki), account.secret, account.token).status_code == 303
    assert counts(served)[0] == 2
    assert install(dewi, account.secret, account.token).status_code == 422


@pytest.mark.sqlite
def test_secret_bytes_leave_the_files(
    served: Flask, dewi: FlaskClient, account: LineAccount, settings: Settings, tmp_path: Path
) -> None:
    number = connected(dewi, account)
    row = channel(served, number)
    sealed = [str(row.secret_sealed).encode(), str(row.token_sealed).encode()]
    assert all(any(part in file.read_bytes() for file in files(tmp_path)) for part in sealed)
    dewi.post(f"/integrations/line/{number}/disconnect")
    plain = [account.secret.encode(), account.token.encode()]
    for file in files(tmp_path):
        assert not [part for part in sealed + plain if part in file.read_bytes()], file


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("qontak_line.sqlite3*"))


@pytest.mark.parametrize("who", ["rina", "budi", "zaki"])
def test_nobody_else_may(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: SignIn, who: str
) -> None:
    number = connected(dewi, account)
    asked, before = account.calls(), channel(served, number).webhook_key
    browser = sign_in(getattr(cast, who))
    expected = 404 if who == "zaki" else 403
    path = f"/integrations/line/{number}"
    for address, fields in (
        (f"{path}/disconnect", {}),
        (path, {"channel_access_token": account.token}),
    ):
        assert browser.post(address, data=fields).status_code == expected
    assert browser.get(f"{path}/disconnect").status_code == expected
    assert browser.get(path).status_code == (200 if who == "rina" else expected)
    if who != "rina":
        assert browser.post(f"{path}/check").status_code == expected
    assert account.calls() == asked
    row = channel(served, number)
    assert row.state is ChannelState.CONNECTED and row.webhook_key == before
