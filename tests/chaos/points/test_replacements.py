"""Replacing token and secret, killed at each step: the old pair or the new one, whole, and no byte of the old one."""

from __future__ import annotations

from typing import Any

import pytest

from qontak_line.actions.channels.client import secret_of, token_of
from qontak_line.db import db
from qontak_line.models import Channel, ChannelState
from tests.chaos.points.house import House

pytestmark = [pytest.mark.process, pytest.mark.sqlite]

OLD = ("prove.token", "prove.secret", "prove.account", "replace.before_commit")
NEW = ("replace.committed", "check.asked")


class Desk:
    """A connected account whose secret and token were issued anew at LINE."""

    def __init__(self, house: House) -> None:
        self.house, line = house, house.line
        before = line.account
        old: dict[str, Any] = {"secret": before["channel_secret"], "token": before["channel_access_token"]}
        assert house.lives("install", form_id="first", user_id=house.cast.dewi, **old) is None
        line.steering.post(f"{line.steering.base}/secret")
        token = line.steering.post(f"{line.steering.base}/tokens", kind="long")["token"]
        self.old = (old["secret"], old["token"])
        self.new = (line.account["channel_secret"], token)
        with house.looking():
            channel = db.session.query(Channel).one()
            self.old_sealed = [str(channel.secret_sealed), str(channel.token_sealed)]
            ids = {"channel_id": channel.id, "user_id": house.cast.dewi}
        self.given: dict[str, Any] = {**ids, "secret": self.new[0], "token": self.new[1]}

    def pair(self) -> tuple[str, str]:
        with self.house.looking():
            channel = db.session.query(Channel).one()
            assert channel.state is ChannelState.CONNECTED
            return secret_of(channel), token_of(channel)


@pytest.mark.parametrize("point", [*OLD, *NEW])
def test_the_pair_is_old_or_new(house: House, point: str) -> None:
    desk = Desk(house)
    house.dies("replace", point, **desk.given)
    assert desk.pair() == (desk.old if point in OLD else desk.new)
    house.lives("recover")
    assert desk.pair() == (desk.old if point in OLD else desk.new)
    house.lives("replace", **desk.given)
    assert desk.pair() == desk.new
    assert [house.holding(sealed) for sealed in desk.old_sealed] == [[], []]


def test_the_old_ones_bytes_are_wiped_by_the_next_start(house: House) -> None:
    desk = Desk(house)
    house.dies("replace", "replace.committed", **desk.given)
    house.lives("recover")
    assert [house.holding(sealed) for sealed in desk.old_sealed] == [[], []]
