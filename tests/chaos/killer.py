"""Goes through the schedule while the traffic flows; belongs into the main thread."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.chaos import blows
from tests.chaos.pace import Pace
from tests.chaos.scene import Scene
from tests.chaos.schedule import Step

SOON = 3.0
LONGEST_WAIT = 120.0
"""Seconds without any new 200 after which a step is taken all the same."""


def go_through(steps: list[Step], scene: Scene, pace: Pace, events: int, is_over: Callable[[], bool]) -> None:
    chance = random.Random(f"killer {scene.seed}")
    for number, step in enumerate(steps):
        pace.waits_for(number)
        _wait_for(step.at * events, scene, is_over)
        time.sleep(step.pause)
        _wait_for_traffic(scene)
        strike(step, scene, chance)
    pace.waits_for(len(steps))


def strike(step: Step, scene: Scene, chance: random.Random) -> None:
    """Do it, with what was under way at that moment noted; the house stands again afterwards."""
    notes = scene.notes
    told = {**step.told(), "begun": round(notes.now(), 2), "in_flight": notes.in_flight()}
    told["acked_before"] = notes.acked_count()
    notes.blows.append(told)
    told["what"] = blows.BLOWS[step.blow](scene, step, chance)
    scene.house.begin()
    told["ended"] = round(notes.now(), 2)


def _wait_for_traffic(scene: Scene) -> None:
    """A blow should hit somebody."""
    deadline = time.monotonic() + SOON
    while not scene.notes.in_flight() and time.monotonic() < deadline:
        time.sleep(0.002)


def _wait_for(acked: float, scene: Scene, is_over: Callable[[], bool]) -> None:
    last, since = -1, time.monotonic()
    while (count := scene.notes.acked_count()) < acked and not is_over():
        if count != last:
            last, since = count, time.monotonic()
        if time.monotonic() - since > LONGEST_WAIT:
            scene.notes.incident(f"no webhook was answered 200 for {LONGEST_WAIT:.0f} s")
            return
        scene.house.begin()
        time.sleep(0.1)
