"""`channels`, `secrets`, `events` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select

from qontak_line.app import create_app
from qontak_line.crypto import Sealer
from qontak_line.db import db, transaction
from qontak_line.models import Channel, ChannelState, EventState, WebhookEvent
from tests.conftest import KEY, ready_for_tests, settings_for
from tests.databases import Databases, Given
from tests.factories import SECRET, TOKEN, make_channel, make_organization


def test_channels_are_listed(app: Flask) -> None:
    with app.app_context():
        make_channel(make_organization().id, name="Melati", basic_id="@melati")
    output = app.test_cli_runner().invoke(args=["channels", "list"]).output
    assert output == "1\t1\tconnected\tunknown\t@melati\tMelati\n"
    assert TOKEN not in output and SECRET not in output


def test_a_channel_that_is_not_there_can_not_be_checked(app: Flask) -> None:
    with app.app_context():
        make_channel(make_organization().id, state=ChannelState.DISCONNECTED)
    result = app.test_cli_runner().invoke(args=["channels", "check", "1"])
    assert result.exit_code == 1 and "no connected channel 1" in result.output
    assert app.test_cli_runner().invoke(args=["channels", "check"]).exit_code == 0


def test_a_red_channel_ends_with_1(app: Flask) -> None:
    with app.app_context():
        make_channel(make_organization().id, token_sealed="damaged", name="Melati")
    result = app.test_cli_runner().invoke(args=["channels", "check"])
    assert result.exit_code == 1
    assert "1\tred\tMelati" in result.output


def test_secrets_are_sealed_anew_with_the_first_key(tmp_path: Path, database: Given) -> None:
    new = Fernet.generate_key().decode()
    rotated = ready_for_tests(create_app(settings_for(tmp_path, ENCRYPTION_KEYS=f"{new},{KEY}", **database)))
    with rotated.app_context():
        old = Sealer((KEY,))
        organization = make_organization().id
        for _ in range(3):
            make_channel(organization, secret_sealed=old.seal(SECRET), token_sealed=old.seal(TOKEN))
        make_channel(organization, state=ChannelState.DISCONNECTED, secret_sealed=None, token_sealed=None)
    result = rotated.test_cli_runner().invoke(args=["secrets", "rotate"])
    assert (result.exit_code, result.output) == (0, "6 sealed with the first key\n")
    with rotated.app_context():
        only_new = Sealer((new,))
        for channel in db.session.scalars(select(Channel).where(Channel.secret_sealed.is_not(None))):
            assert only_new.unseal(channel.secret_sealed or "") == SECRET
            assert only_new.unseal(channel.token_sealed or "") == TOKEN


def test_a_secret_of_an_unknown_key_is_left_alone_and_told(app: Flask) -> None:
    foreign = Sealer((Fernet.generate_key().decode(),)).seal(TOKEN)
    with app.app_context():
        make_channel(make_organization().id, token_sealed=foreign)
    result = app.test_cli_runner().invoke(args=["secrets", "rotate"])
    assert result.exit_code == 1 and "enter them again" in result.output
    with app.app_context():
        assert db.session.scalars(select(Channel.token_sealed)).one() == foreign


@pytest.mark.parametrize("state", [EventState.QUARANTINED, EventState.PROCESSED])
def test_only_a_quarantined_event_is_replayed(app: Flask, state: EventState) -> None:
    with app.app_context():
        channel = make_channel(make_organization().id)
        event = WebhookEvent(channel_id=channel.id, event_id="01H", body=b'{"type":"odd"}', state=state, attempts=5)
        with transaction() as session:
            session.add(event)
    result = app.test_cli_runner().invoke(args=["events", "replay", "1"])
    assert result.exit_code == (0 if state is EventState.QUARANTINED else 1), result.output
    assert app.test_cli_runner().invoke(args=["events", "replay", "2"]).exit_code == 1


@pytest.mark.parametrize("arguments", [["users", "list"], ["channels", "list"], ["secrets", "rotate"]])
def test_a_database_without_tables_is_one_line(tmp_path: Path, databases: Databases, arguments: list[str]) -> None:
    app = create_app(settings_for(tmp_path, **databases.begin(tmp_path)))
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    (line,) = result.output.strip().splitlines()
    assert line.startswith("Error: the database can not be used")
