"""A loud channel, a channel whose LINE hangs, and a burst: the others go on."""

from __future__ import annotations

import pytest

from tests.launcher.programs import wait_for
from tests.overload import outbound
from tests.overload.attack import burst, under_attack
from tests.overload.house import House
from tests.overload.probe import Probe

pytestmark = pytest.mark.process


def test_a_burst_among_open_streams_is_taken_whole_and_worked_off(house: House) -> None:
    with under_attack(house, streams=150), Probe(house, house.shops[0]) as probe:
        told = burst(house, 600, 0, house.shops[1:3])
    assert told["statuses"] == {"200": 600}
    assert probe.missing == {}
    assert probe.figures()["rss_grown"] < 150


def test_a_channel_that_hangs_keeps_no_other_waiting(house: House) -> None:
    """It hangs with messages to send and fifty profiles to ask for; all calls to it last longer than this test."""
    others, bad = house.shops[:3], house.shops[3]
    house.control(bad, "/knobs", target="all", fault="hang_before", value=60)
    burst(house, 50, 1, [bad])
    assert outbound.answer(house, [bad], 5) == 10
    with Probe(house, house.shops[0]) as probe:
        before = outbound.accepted(house, others)
        taken = outbound.answer(house, others, 5)
        wait_for(lambda: outbound.accepted(house, others) == before + taken, 20)
    assert taken == 30
    assert probe.missing == {}
    assert outbound.accepted(house, [bad]) == 0
