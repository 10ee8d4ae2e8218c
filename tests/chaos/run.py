"""One run from the first process to the verdict."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos import agents, killer, oracle, schedule
from tests.chaos.bodies import pack
from tests.chaos.cast import CANARY, PASSWORD
from tests.chaos.databases import SqliteFile
from tests.chaos.desk import Desk
from tests.chaos.house import MODULE, House, ScaledHouse, SmallHouse
from tests.chaos.line import Line
from tests.chaos.notes import Notes
from tests.chaos.oracle.evidence import Evidence, lines_of, tables_of, write_down
from tests.chaos.pace import Pace
from tests.chaos.people import Account, gather
from tests.chaos.profiles import Profile
from tests.chaos.report import report_of
from tests.chaos.scene import Scene
from tests.chaos.schedule import Step
from tests.chaos.sender import Sender
from tests.chaos.story import Event, tell
from tests.chaos.watch import Watch

SENT_WITHIN = 150.0
"""Seconds after the last blow in which LINE must have heard 200 for everything."""
UNFINISHED = (
    "SELECT (SELECT count(*) FROM webhook_event WHERE state = 'received') AS events,"
    " (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) AS answers"
)


class Run:
    """`steps` replays a schedule; without them the seed makes one. `module` starts something else than the
    program, `prepare` changes its database first."""

    def __init__(
        self,
        profile: Profile,
        db: str,
        seed: int,
        folder: Path,
        *,
        steps: list[Step] | None = None,
        module: tuple[str, ...] = MODULE,
        prepare: Callable[[SqliteFile], None] | None = None,
    ) -> None:
        self.profile, self.db, self.seed, self.folder = profile, db, seed, folder
        self.steps = schedule.plan(profile, seed, db) if steps is None else steps
        self.notes = Notes()
        self._module, self._prepare = module, prepare
        self._drained: dict[str, Any] = {}

    def go(self) -> dict[str, Any]:
        """The report; `ok` in it is the verdict. The house is gone afterwards, its files are not."""
        line = Line(self.folder)
        line.begin()
        house: House = ScaledHouse(self.folder, line.url) if self.db == "pg" else self._small(line)
        try:
            accounts = gather(line, self.profile.chats)
            story = tell(self.seed, accounts, self.profile.events, line.now())
            _adopt(line, accounts, story)
            house.begin()
            house.furnish()
            if self._prepare is not None and isinstance(house.database, SqliteFile):
                house.kill()
                self._prepare(house.database)
                house.begin()
            evidence = self._play(house, line, accounts, story)
        finally:
            house.end()
            line.end()
        report = report_of(self, evidence, oracle.judge(evidence), self._drained)
        if not report["ok"]:
            write_down(evidence, self.folder / "evidence.json")
        return report

    def _small(self, line: Line) -> House:
        return SmallHouse(self.folder, line.url, self._module)

    def _play(self, house: House, line: Line, accounts: tuple[Account, ...], story: list[Event]) -> Evidence:
        notes, profile = self.notes, self.profile
        pace = Pace(self.steps, profile.events, profile.answers, notes)
        sender = Sender(accounts, pack(self.seed, story), profile.rate, notes, pace)
        desk = Desk(house.url, line, notes)
        desk.open(accounts, sender.doors)
        line.plan(self.seed, profile)
        scene = Scene(self.seed, house, line, notes, desk, sender, accounts)
        day = agents.Day(profile.events, notes)
        staff = agents.gather(house.url, self.seed, profile.answers, notes, day)
        watch = Watch(house.database, notes)
        notes.begun = time.monotonic()
        watch.begin()
        sender.begin()
        for agent in staff:
            agent.thread.start()
        killer.go_through(self.steps, scene, pace, profile.events, lambda: sender.is_done)
        self._let_end(house, sender)
        day.is_over.set()
        for agent in staff:
            agent.thread.join(60)
        plan = line.call("GET", "/fault-plan")
        line.call("POST", "/fault-plan")
        self._drain(house)
        watch.end()
        statuses = house.terminate()
        if any(statuses):
            notes.incident(f"the house ended with {statuses}")
        return self._evidence(house, line, accounts, story, plan)

    def _let_end(self, house: House, sender: Sender) -> None:
        deadline = time.monotonic() + SENT_WITHIN
        while not sender.is_done and time.monotonic() < deadline:
            house.begin()
            time.sleep(0.2)

    def _drain(self, house: House) -> None:
        """Until nothing waits any more, or the time is up; what is left is pending, which is not lost."""
        begun = time.monotonic()
        left: dict[str, Any] = {}
        while time.monotonic() < begun + self.profile.drain:
            house.begin()
            try:
                left = house.database.rows(UNFINISHED)[0]
            except (sqlite3.Error, psycopg.Error):
                continue
            if not any(left.values()):
                break
            time.sleep(0.3)
        self._drained = {"seconds": round(time.monotonic() - begun, 1), "left": left}

    def _evidence(
        self, house: House, line: Line, accounts: tuple[Account, ...], story: list[Event], plan: dict[str, Any]
    ) -> Evidence:
        keys = [secret for account in accounts for secret in (account.secret, account.token)]
        return Evidence(
            profile=self.profile,
            notes=self.notes,
            accounts=accounts,
            story={event.key: event for event in story},
            tables=tables_of(house.database),
            ledger=lines_of(line.ledger),
            wrong_files=house.database.integrity(),
            media=house.data_dir / "media",
            logs=house.said(),
            secrets=[*keys, *house.secrets.values(), PASSWORD, CANARY],
            plan=plan,
        )


def _adopt(line: Line, accounts: tuple[Account, ...], story: list[Event]) -> None:
    """LINE knows the reply tokens of three of four events; the fourth's have run out."""
    for account in accounts:
        tokens = {
            event.raw["replyToken"]: event.chat_id
            for number, event in enumerate(story)
            if event.account == account.number and "replyToken" in event.raw and number % 4
        }
        line.adopt(account.channel_id, tokens)
