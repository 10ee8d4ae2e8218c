"""Why a conversation was left as it was."""

from __future__ import annotations

from qontak_line.models import User


class NotAllowed(Exception):
    """The role does not permit it, or it can not be given to that user."""


class Meanwhile(Exception):
    """Somebody was quicker; `name` is who, where that helps."""

    def __init__(self, who: User | None = None) -> None:
        self.name = who.name if who else None
        super().__init__(self.name or "")


class TakenMeanwhile(Meanwhile):
    """The conversation has another assignee now."""


class AlreadyDone(Meanwhile):
    """It is so already."""
