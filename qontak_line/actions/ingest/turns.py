"""Whose turn it is: channels in turn, within a channel its chats in turn, within a chat the oldest events.

So a loud channel can not starve a quiet one, nor a loud chat the others. A chat that some worker is at is passed over:
its events are worked on one after the other. An event that was tried before may have ended its worker: it comes alone,
every other time, and what follows it in its chat waits for it. Where the round stands is a memory, no truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, takewhile

from qontak_line.actions.ingest.due import Candidate, Due

MOST_OF_A_CHAT = 20
"""Events of one chat in one turn."""

_SHARES = 8
"""Among so many channels a batch is shared."""


class Turns:
    """Where the round stands: the channel and, in each, the chat that came last; and who is to come alone."""

    def __init__(self) -> None:
        self._channel_id = 0
        self._chat_keys: dict[int, str] = {}
        self._aside: dict[tuple[int, str], None] = {}
        self._was_alone = False

    def next_events(self, due: Due, most: int) -> list[Candidate]:
        """The events to claim next, up to `most`: several that were never tried, or a single one that was."""
        alone = [] if self._was_alone else self._alone(due)
        self._was_alone = bool(alone)
        return alone or self._in_turn(due, most) or self._alone(due)

    def _alone(self, due: Due) -> list[Candidate]:
        """The oldest event of a chat that was put aside."""
        while self._aside:
            channel_id, chat_key = next(iter(self._aside))
            del self._aside[channel_id, chat_key]
            if found := due.events(channel_id, 1, only=chat_key):
                return found
        return []

    def _in_turn(self, due: Due, most: int) -> list[Candidate]:
        """Events that were never tried, of as many channels and chats as it takes."""
        channels = list(due.channels(self._channel_id))
        share = -(-most // max(1, min(_SHARES, len(channels))))
        found: list[Candidate] = []
        for channel_id in channels:
            if len(found) >= most:
                break
            self._channel_id = channel_id
            found += self._of_channel(due, channel_id, min(share, most - len(found)))
        return found

    def _of_channel(self, due: Due, channel_id: int, most: int) -> list[Candidate]:
        last = self._chat_keys.get(channel_id)
        found = self._of_chats(due, channel_id, most, behind=last)
        if last is not None and len(found) < most:
            found += self._of_chats(due, channel_id, most - len(found), up_to=last)
        return found

    def _of_chats(
        self, due: Due, channel_id: int, most: int, behind: str | None = None, up_to: str | None = None
    ) -> list[Candidate]:
        found: list[Candidate] = []
        while (asked := most - len(found)) > 0:
            rows = due.events(channel_id, asked, behind=behind, up_to=up_to)
            for chat_key, events in groupby(rows, key=lambda row: row.chat_key):
                found += self._of_chat(list(events))
                self._chat_keys[channel_id] = behind = chat_key
            if len(rows) < asked:
                break
        return found

    def _of_chat(self, events: Sequence[Candidate]) -> list[Candidate]:
        """The oldest ones, up to the first that was tried before."""
        if events[0].attempts:
            self._aside[events[0].channel_id, events[0].chat_key] = None
        return list(takewhile(lambda event: not event.attempts, events[:MOST_OF_A_CHAT]))
