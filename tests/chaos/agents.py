"""The staff at work: they open rooms, answer, click twice, go back and post again, take and resolve, peep elsewhere."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

from tests.chaos.browser import Browser, Gone, fields_of, rooms_of
from tests.chaos.cast import AGENTS, CANARY, organization_of
from tests.chaos.notes import Answer, Notes

LIST_EVERY = 8
"""Rooms between two looks at the list."""
MOST_POSTS = 40
AHEAD = 2
"""Answers that somebody may be ahead of the day."""


@dataclass
class Day:
    """What all agents share: when to stop, and how far the day is (0 to 1), which spreads their answers over it."""

    events: int
    notes: Notes
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def share(self) -> float:
        return self.notes.acked_count() / self.events


class Agent:
    """One person in a thread of their own, until the day is over; they write at most `answers`."""

    def __init__(self, url: str, username: str, seed: int, answers: int, notes: Notes, day: Day) -> None:
        self.organization = organization_of(username)
        self._browser = Browser(url, username, notes)
        self._random = random.Random(f"agent {username} {seed}")
        self._left, self._notes, self._day, self._stop = answers, notes, day, day.is_over
        self._written = 0
        self._rooms: list[int] = []
        self.thread = threading.Thread(target=self._run, name=username, daemon=True)

    def _run(self) -> None:
        try:
            self._browser.log_in()
            turn = 0
            while not self._stop.is_set() and self._written < self._left:
                if self._written > self._left * self._day.share + AHEAD:
                    self._stop.wait(0.1)
                    continue
                try:
                    self._turn(turn)
                except Gone:
                    self._stop.wait(0.3)
                turn += 1
                self._stop.wait(self._random.uniform(0.0, 0.25))
        except Exception as problem:  # a harness that breaks must not pass for a house that stands
            self._notes.incident(f"agent {self._browser.username} broke: {problem!r}")

    def _turn(self, turn: int) -> None:
        if turn % LIST_EVERY == 0 or not self._rooms:
            seen = rooms_of(self._browser.get("/inbox").text)
            self._notes.saw_rooms(self.organization, seen)
            self._rooms = sorted(seen)
        if not self._rooms:
            self._stop.wait(0.3)
            return
        room = self._random.choice(self._rooms)
        mood = self._random.random()
        if mood < 0.04:
            self._peep()
        elif mood < 0.14:
            self._tidy(room)
        else:
            self._answer(room)

    def _peep(self) -> None:
        """Another company's room must not exist for us, to be read or to be written to."""
        foreign = [id for name in ("first", "second") if name != self.organization for id in self._notes.rooms_of(name)]
        if not foreign:
            return
        room = self._random.choice(foreign)
        answer = self._browser.get(f"/inbox/{room}")
        self._notes.probed()
        if answer.status_code != 404:
            self._notes.incident(f"a room of another organization was answered {answer.status_code}")

    def _tidy(self, room: int) -> None:
        page = self._browser.get(f"/inbox/{room}").text
        what = self._random.choice(("assignment", "resolution"))
        fields = fields_of(page, f"/inbox/{room}/{what}")
        if fields:
            self._browser.post(f"/inbox/{room}/{what}", fields)

    def _answer(self, room: int) -> None:
        page = self._browser.get(f"/inbox/{room}").text
        form = fields_of(page, f"/inbox/{room}/messages")
        if "client_id" not in form:
            return  # blocked, or disconnected, or a colleague's by now
        self._written += 1
        text = f"{CANARY} jawaban {self._browser.username} {self._written:05d}"
        answer = Answer(self._browser.username, form["client_id"], text, room)
        self._notes.answer(answer)
        fields = {**form, "text": text}
        if self._random.random() < 0.3:
            fields.pop("seen", None)
        habit = self._random.random()
        if habit < 0.2:
            self._click_twice(answer, fields)
        self._post(answer, fields)
        if 0.2 <= habit < 0.3:  # Back, and the same form once more
            self._post(answer, fields)

    def _click_twice(self, answer: Answer, fields: dict[str, str]) -> None:
        """Both at the same time; what came of them the third post tells."""

        def click(browser: Browser) -> None:
            try:
                _judge(answer, browser.post(f"/inbox/{answer.conversation_id}/messages", fields).status_code)
            except Gone:
                answer.doubts += 1

        second = threading.Thread(target=click, args=(self._browser.twin(),))
        second.start()
        click(self._browser)
        second.join()

    def _post(self, answer: Answer, fields: dict[str, str]) -> None:
        """Until there is an answer: whoever got none presses the button again."""
        path = f"/inbox/{answer.conversation_id}/messages"
        for _ in range(MOST_POSTS):
            answer.posts += 1
            try:
                status = self._browser.post(path, fields).status_code
            except Gone:
                answer.doubts += 1
                if self._stop.is_set():
                    return
                time.sleep(0.4)
                continue
            _judge(answer, status)
            if status == 409 and "anyway" not in fields and self._random.random() < 0.7:
                fields = {**fields, "anyway": "1"}
                continue
            return


def _judge(answer: Answer, status: int) -> None:
    """A 303 is a promise. Only who heard nothing but refusals knows that nothing was sent; see `Answer.outcome`."""
    if status in (302, 303):
        answer.outcome = "accepted"
    elif answer.outcome != "accepted":
        answer.outcome = f"refused {status}"


def gather(url: str, seed: int, answers: int, notes: Notes, day: Day) -> list[Agent]:
    each = answers // len(AGENTS)
    return [Agent(url, username, seed, each, notes, day) for username in AGENTS]
