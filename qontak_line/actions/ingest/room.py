"""A conversation as a batch changes it: read and locked at its beginning, written once at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qontak_line.models import Message


@dataclass(slots=True)
class Room:
    """Named as the columns are. `newest`: the message that became the last one; its id is known once it is written."""

    id: int
    contact_id: int
    is_open: bool
    unread_count: int
    last_message_id: int | None
    last_message_at: datetime
    is_standby: bool
    newest_event_at: datetime | None
    newest: Message | None = None
    is_changed: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said yet."""
        return self.last_message_id is None and self.newest is None

    def note_event(self, at: datetime, *, standby: bool) -> None:
        """Who has control of the chat, by the newest event; in the same millisecond the other module has.

        While nothing was said yet, that event also gives the conversation its place in the list.
        """
        newest = self.newest_event_at
        if newest is not None and not (newest < at or (standby and newest == at)):
            return
        self.is_standby, self.newest_event_at, self.is_changed = standby, at, True
        if self.is_silent:
            self.last_message_at = at

    def move_up(self, message: Message) -> None:
        """It is what was said last."""
        self.newest, self.last_message_at, self.is_changed = message, message.said_at, True

    def count(self, more: int) -> None:
        """So many more (or less) to read."""
        self.unread_count += more
        self.is_changed = True
