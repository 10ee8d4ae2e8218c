"""All that a blow may touch."""

from __future__ import annotations

from dataclasses import dataclass

from tests.chaos.desk import Desk
from tests.chaos.house import House
from tests.chaos.line import Line
from tests.chaos.notes import Notes
from tests.chaos.people import Account
from tests.chaos.sender import Sender


@dataclass
class Scene:
    seed: int
    house: House
    line: Line
    notes: Notes
    desk: Desk
    sender: Sender
    accounts: tuple[Account, ...]
