"""A channel that is disconnected while somebody else is at it; and one account for many organizations at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from qontak_line.actions.channels import check, finish, replace_token
from qontak_line.actions.channels.checks import Check, CheckName, Outcome
from qontak_line.actions.channels.disconnect import disconnect
from qontak_line.actions.channels.examine import Findings
from qontak_line.actions.channels.proofs import Proved
from qontak_line.db import db
from qontak_line.line.types import BotInfo
from qontak_line.models import Channel, ChannelState, Health, Role, User
from tests.at_once import at_once
from tests.factories import SECRET, TOKEN, Cast, make_channel, make_organization, make_user
from tests.integrations.conftest import LineAccount, install
from tests.overlap import overlap

pytestmark = pytest.mark.postgresql

RIVALS, ROUNDS = 4, 5


@pytest.fixture
def channel_id(app: Flask, cast: Cast) -> int:
    with app.app_context():
        return int(make_channel(cast.organization, state=ChannelState.PENDING).id)


def put_back(channel_id: int, cast: Cast) -> None:
    bot = BotInfo("U1", "@melati", "Toko Melati")
    given = replace_token.Credentials(TOKEN, SECRET)
    by = db.session.get_one(User, cast.dewi)
    replace_token._keep(channel_id, Proved("16", None, bot), given, by, is_new_secret=True)


def record_health(channel_id: int, cast: Cast) -> None:
    sealed = db.session.get_one(Channel, channel_id).token_sealed
    db.session.rollback()
    check._record(channel_id, sealed, Findings([Check(CheckName.TOKEN, Outcome.FAILED)]))


def make_connected(channel_id: int, cast: Cast) -> None:
    finish._record(channel_id, [Check(CheckName.TOKEN, Outcome.OK)])


@pytest.mark.parametrize("act", [put_back, record_health, make_connected])
def test_a_disconnected_channel_stays_so_and_empty(
    app: Flask, cast: Cast, channel_id: int, act: Callable[[int, Cast], None]
) -> None:
    leave = lambda: disconnect(db.session.get_one(Channel, channel_id), db.session.get_one(User, cast.dewi))  # noqa: E731
    one, _ = overlap(app, leave, lambda: act(channel_id, cast), opens_its_own=True)
    assert one is True
    with app.app_context():
        channel = db.session.get_one(Channel, channel_id)
        assert channel.state is ChannelState.DISCONNECTED
        assert (channel.secret_sealed, channel.token_sealed, channel.health) == (None, None, Health.UNKNOWN)


def test_of_many_organizations_one_gets_the_account(
    served: Flask, make_account: Callable[..., LineAccount], sign_in: Callable[[int], FlaskClient]
) -> None:
    with served.app_context():
        admins = [make_user(make_organization(f"Toko {n}"), f"admin{n}", Role.ADMIN).id for n in range(RIVALS)]
    browsers = [sign_in(admin) for admin in admins]
    for _ in range(ROUNDS):
        account = make_account()
        answers = at_once(partial(_install, account), browsers)
        assert sorted(answer.status_code for answer in answers) == [303, *[422] * (RIVALS - 1)]
        with served.app_context():
            owned = select(func.count()).where(Channel.line_channel_id == account.channel_id)
            assert db.session.scalar(owned) == 1


def _install(account: LineAccount, browser: FlaskClient) -> TestResponse:
    return install(browser, account.secret, account.token)
