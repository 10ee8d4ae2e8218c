"""Connecting an account, killed at each step: never half of it, and whoever comes next can finish or remove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.actions.channels.client import secret_of, token_of, webhook_url
from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Installation
from tests.chaos.points.house import House

pytestmark = pytest.mark.process

ELSEWHERE = "https://elsewhere.example/hook"
NO_ROW = ("connect.begun", "prove.token", "prove.secret", "prove.account", "connect.before_commit")
NOT_SET = ("connect.committed", "webhook.before_set")
SET = ("webhook.set", "webhook.looked", "webhook.tested", "connect.before_finish")
DONE = ("connect.finished",)
CUT_OFF = [
    *((point, "form") for point in (*NOT_SET, *SET, *DONE)),
    *((point, way) for point in ("connect.committed", "webhook.set") for way in ("timer", "page", "removed")),
]

SignIn = Callable[[int], FlaskClient]


class Desk:
    """An Admin with an account's secret and token; LINE sends its webhooks elsewhere until now."""

    def __init__(self, house: House) -> None:
        house.line.steering.change(webhook_url=ELSEWHERE)
        self.house, self.account = house, house.line.account
        self.given: dict[str, Any] = {
            "form_id": "one form",
            "secret": self.account["channel_secret"],
            "token": self.account["channel_access_token"],
            "user_id": house.cast.dewi,
        }

    def rows(self) -> list[Channel]:
        return list(db.session.scalars(select(Channel)))

    def the_row(self) -> Channel:
        """The only one; with what was proved, since there is none without."""
        [row] = self.rows()
        assert (secret_of(row), token_of(row)) == (self.given["secret"], self.given["token"])
        return row

    @property
    def endpoint(self) -> str:
        """Where LINE sends this account's webhooks."""
        return str(self.house.line.account["webhook_url"])

    def prove_connected(self) -> None:
        with self.house.looking():
            row = self.the_row()
            assert row.state is ChannelState.CONNECTED
            assert self.endpoint == webhook_url(row)
            assert {one.state.value for one in db.session.scalars(select(Installation))} <= {"done"}


@pytest.mark.parametrize("point", NO_ROW)
def test_before_the_row_nothing_has_happened(house: House, point: str) -> None:
    desk = Desk(house)
    house.dies("install", point, **desk.given)
    with house.looking():
        assert desk.rows() == []
    assert desk.endpoint == ELSEWHERE
    house.lives("recover")
    assert house.lives("install", **desk.given) is None  # the same form, sent again after a minute
    desk.prove_connected()
    assert house.lives("install", **desk.given) is None  # and again: the same outcome
    desk.prove_connected()


@pytest.mark.parametrize(("point", "way"), CUT_OFF)
def test_after_the_row_it_is_finished_or_removed(house: House, point: str, way: str, sign_in: SignIn) -> None:
    desk, browser = Desk(house), sign_in(house.cast.dewi)
    house.dies("install", point, **desk.given)
    with house.looking():
        row = desk.the_row()
        assert row.state is (ChannelState.CONNECTED if point in DONE else ChannelState.PENDING)
        assert desk.endpoint == (ELSEWHERE if point in NOT_SET else webhook_url(row))
    assert ("Connecting" in browser.get("/integrations/line").text) is (point not in DONE)
    WAYS[way](house, desk, browser)
    desk.prove_connected()


def by_the_timer(house: House, _desk: Desk, _browser: FlaskClient) -> None:
    house.lives("recover")


def by_the_same_form(house: House, desk: Desk, _browser: FlaskClient) -> None:
    house.lives("pass_time")
    assert house.lives("install", **desk.given) is None


def by_the_page(house: House, desk: Desk, browser: FlaskClient) -> None:
    house.lives("pass_time")
    page = browser.get("/integrations/line").text
    assert "Connecting was interrupted" in page and "Finish" in page
    with house.looking():
        number = desk.the_row().id
    assert browser.post(f"/integrations/line/{number}/check", data={"back": "list"}).status_code == 303


def removed_and_connected_anew(house: House, desk: Desk, browser: FlaskClient) -> None:
    house.lives("pass_time")
    assert "Remove" in browser.get("/integrations/line").text
    with house.looking():
        number = desk.the_row().id
    assert browser.post(f"/integrations/line/{number}/disconnect").status_code == 303
    with house.looking():
        [row] = desk.rows()
        assert (row.state, row.secret_sealed, row.token_sealed) == (ChannelState.DISCONNECTED, None, None)
    desk.given["form_id"] = "another form"
    assert house.lives("install", **desk.given) is None


WAYS: dict[str, Callable[[House, Desk, FlaskClient], None]] = {
    "form": by_the_same_form,
    "timer": by_the_timer,
    "page": by_the_page,
    "removed": removed_and_connected_anew,
}
