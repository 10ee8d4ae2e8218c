"""The attacks, by name. `size` 1.0 is what must be borne; each gives what was felt and what the attackers were told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tests.overload import outbound
from tests.overload.attack import burst, under_attack
from tests.overload.house import House
from tests.overload.probe import Probe

DRAINED_WITHIN_S = 120


def held(**kinds: int) -> Callable[[House, float], dict[str, Any]]:
    """So many of each kind, for a quarter of a minute."""

    def scene(house: House, size: float) -> dict[str, Any]:
        with under_attack(house, **{kind: max(1, int(number * size)) for kind, number in kinds.items()}) as attack:
            time.sleep(3)
            with Probe(house, house.shops[0]) as probe:
                time.sleep(15)
        return {"felt": probe.figures(), "attackers": attack.told}

    return scene


def bursting(house: House, size: float, **kinds: int) -> dict[str, Any]:
    """5,000 events in ten seconds on nine channels, and a quiet tenth."""
    with under_attack(house, **{kind: max(1, int(number * size)) for kind, number in kinds.items()}) as attack:
        time.sleep(3 if kinds else 0)
        begun = time.monotonic()
        with Probe(house, house.shops[0]) as probe:
            sent = burst(house, int(5000 * size), 10, house.shops[1:10])
            drained = _drained(house, begun)
    return {"burst": sent, "drained_s": drained, "felt": probe.figures(), "attackers": attack.told}


def _drained(house: House, begun: float) -> float | None:
    """Seconds until every event was worked on."""
    path = house.program.folder / "data" / "qontak_line.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
        while time.monotonic() < begun + 10 + DRAINED_WITHIN_S:
            if not database.execute("select 1 from webhook_event where state = 'received' limit 1").fetchone():
                return round(time.monotonic() - begun, 1)
            time.sleep(0.2)
    return None


def everything(house: House, size: float) -> dict[str, Any]:
    return bursting(house, size, **_SLOW, streams=300, oversized=500)


_SLOW = {"silent_heads": 60, "silent_bodies": 60, "dripping_bodies": 40, "slow_readers": 40}


def hanging(house: House, size: float) -> dict[str, Any]:
    """Nine channels send, once while all is well and once while all calls of the tenth hang: how much slower?"""
    each, others, bad = max(1, int(20 * size)), house.shops[1:10], house.shops[10]
    seconds: dict[str, float | None] = {}
    for turn, when in enumerate(("calm", "hanging"), start=1):
        if when == "hanging":
            house.control(bad, "/knobs", target="all", fault="hang_before", value=60)
            burst(house, 50, 1, [bad])  # fifty people whose profiles are asked for
            outbound.answer(house, [bad], each)
        begun = time.monotonic()
        with Probe(house, house.shops[0]) as probe:
            taken = outbound.answer(house, others, each)
            outbound.seconds_until(house, others, turn * taken, 120)
            seconds[when] = round(time.monotonic() - begun, 2)
    return {"messages": taken, "seconds_to_line": seconds, "felt": probe.figures()}


SCENES: dict[str, Callable[[House, float], dict[str, Any]]] = {
    "calm": held(idle=1),
    "slow": held(silent_heads=70, dripping_heads=30, silent_bodies=30, dripping_bodies=30, slow_readers=40),
    "bodies": held(silent_bodies=600),
    "heads": held(silent=700, silent_heads=500),
    "strangers": held(silent_webhooks=300, silent_known_webhooks=80),
    "readers": held(slow_readers=600),
    "idle": held(idle=1100),
    "streams": held(streams=300),
    "oversized": held(oversized=500),
    "burst": bursting,
    "burst and streams": lambda house, size: bursting(house, size, streams=300),
    "burst and oversized": lambda house, size: bursting(house, size, oversized=500),
    "burst and slow": lambda house, size: bursting(house, size, **_SLOW),
    "everything": everything,
    "hanging": hanging,
}
