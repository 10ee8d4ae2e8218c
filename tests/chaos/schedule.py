"""When what happens to the house, by the share of events that LINE heard 200 for: one seed is one schedule."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import Any

from tests.chaos.profiles import Profile

FIRST, LAST = 0.04, 0.92


@dataclass(frozen=True)
class Step:
    """`at`: share of the events. `blow`: a name in `blows`. `seconds`: how long it takes, where it does."""

    at: float
    blow: str
    seconds: float = 0.0
    pause: float = 0.0
    """Seconds to let traffic go on before it."""

    def told(self) -> dict[str, Any]:
        return asdict(self)


def plan(profile: Profile, seed: int, db: str) -> list[Step]:
    chance = random.Random(f"schedule {seed}")
    blows = _kills(profile, chance) + ["term"] * profile.terms
    blows += ["stop"] * profile.stops + ["disconnect"] * profile.disconnects
    blows += ["lock"] * profile.locks if db == "sqlite" else _outages(profile)
    chance.shuffle(blows)
    for _ in range(profile.long_outages):
        blows.insert(len(blows) * 2 // 3, "long_outage")
    gap = (LAST - FIRST) / max(1, len(blows))
    steps = []
    for place, blow in enumerate(blows):
        at = FIRST + gap * (place + chance.random() * 0.8)
        steps.append(Step(round(at, 4), blow, _seconds(profile, blow, chance), round(chance.uniform(0.1, 1.2), 2)))
    return steps


def _kills(profile: Profile, chance: random.Random) -> list[str]:
    """Two of three hit one process; each long outage begins with one as well."""
    kills = profile.kills - profile.long_outages
    return ["kill_house" if place % 3 == 2 else "kill_one" for place in range(kills)]


def _outages(profile: Profile) -> list[str]:
    kinds = ("postgres_restart", "redis_flush", "redis_stop")
    return [kinds[place % len(kinds)] for place in range(profile.outages + 1)]


def _seconds(profile: Profile, blow: str, chance: random.Random) -> float:
    if blow == "stop":
        return round(chance.uniform(*profile.stop_seconds), 1)
    if blow == "lock":
        return profile.lock_seconds
    return round(chance.uniform(1.0, 2.0), 1)
