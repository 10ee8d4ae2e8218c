"""What can happen to the house; each one gives a word about what it hit."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

from tests.chaos.cast import RESTLESS
from tests.chaos.databases import SqliteFile
from tests.chaos.house import ScaledHouse
from tests.chaos.process import stop_for
from tests.chaos.scene import Scene
from tests.chaos.schedule import Step

STORM_SECONDS = 3.0
"""For which answers pile up, before a long outage or a disconnection."""
DAY_MS = 25 * 3600 * 1000


def kill_one(scene: Scene, _step: Step, chance: random.Random) -> str:
    what, pid = scene.house.someone(chance)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return f"{what}, gone already"
    return what


def kill_house(scene: Scene, _step: Step, _chance: random.Random) -> str:
    scene.house.kill()
    return "every process"


def stop(scene: Scene, step: Step, chance: random.Random) -> str:
    what, pid = scene.house.someone(chance)
    stop_for(pid, step.seconds)
    return f"{what} for {step.seconds} s"


def term(scene: Scene, _step: Step, _chance: random.Random) -> str:
    statuses = scene.house.terminate()
    if any(statuses):
        scene.notes.incident(f"SIGTERM ended with {statuses}")
    return f"exit {statuses}"


def lock(scene: Scene, step: Step, _chance: random.Random) -> str:
    database = scene.house.database
    assert isinstance(database, SqliteFile)
    with database.locked():
        time.sleep(step.seconds)
    return f"the database for {step.seconds} s"


def postgres_restart(scene: Scene, _step: Step, _chance: random.Random) -> str:
    assert isinstance(scene.house, ScaledHouse)
    scene.house.postgres.restart("immediate")
    return "PostgreSQL, immediately"


def redis_flush(scene: Scene, _step: Step, _chance: random.Random) -> str:
    assert isinstance(scene.house, ScaledHouse)
    scene.house.redis.flush()
    return "Redis, wiped"


def redis_stop(scene: Scene, step: Step, _chance: random.Random) -> str:
    assert isinstance(scene.house, ScaledHouse)
    scene.house.redis.stop()
    time.sleep(step.seconds * 2)
    scene.house.redis.start()
    return f"Redis for {step.seconds * 2} s"


def disconnect(scene: Scene, step: Step, _chance: random.Random) -> str:
    """While answers pile up, and then it is connected again."""
    account = scene.accounts[RESTLESS]
    scene.line.turn(account.channel_id, "error_before")
    time.sleep(STORM_SECONDS)
    scene.desk.disconnect(account)
    newest = scene.house.database.rows("SELECT max(id) AS id FROM delivery")[0]["id"] or 0
    scene.notes.disconnections[-1]["newest"] = newest
    scene.line.calm(account.channel_id)
    time.sleep(step.seconds)
    scene.desk.reconnect(account, scene.sender.doors)
    return f"account {account.number}"


def long_outage(scene: Scene, _step: Step, _chance: random.Random) -> str:
    """Answers pile up that LINE took without saying so; then the house is dead for 25 hours of virtual time.

    Time passes by what stands in the database and by LINE's clock, which forgets the retry keys.
    """
    for account in scene.accounts:
        scene.line.turn(account.channel_id, "error_after")
    time.sleep(STORM_SECONDS)
    scene.house.kill()
    database = scene.house.database
    waiting = "state IN ('queued', 'sending')"
    now = scene.line.now()
    found = database.rows(f"SELECT id, retry_key, method FROM delivery WHERE {waiting}")  # noqa: S608
    scene.notes.aged += [{**row, "at": now} for row in found]
    columns = ("created_at", "first_attempt_at", "next_attempt_at")
    ages = ", ".join(f"{column} = {database.days_ago(column)}" for column in columns)
    database.run(f"UPDATE delivery SET {ages} WHERE {waiting}")  # noqa: S608
    scene.line.call("POST", "/clock", advance=DAY_MS / 1000)
    for account in scene.accounts:
        scene.line.calm(account.channel_id)
    return f"25 hours, {len(found)} answers waiting"


BLOWS: dict[str, Callable[[Scene, Step, random.Random], str]] = {
    "kill_one": kill_one,
    "kill_house": kill_house,
    "stop": stop,
    "term": term,
    "lock": lock,
    "postgres_restart": postgres_restart,
    "redis_flush": redis_flush,
    "redis_stop": redis_stop,
    "disconnect": disconnect,
    "long_outage": long_outage,
}
