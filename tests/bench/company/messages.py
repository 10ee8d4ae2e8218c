"""The messages of a seeded company in the order they were said, and the deliveries that carried ours."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from qontak_line.models import Delivery, DeliveryState, Direction, Kind, Message, Reason
from tests.bench.company.conversations import Chat
from tests.bench.company.sayings import saying

DIRECTIONS = (Direction.INCOMING, Direction.OUTGOING, Direction.ACTIVITY, Direction.NOTE)
DIRECTION_SHARES = (62, 33, 3, 2)
KINDS = (Kind.TEXT, Kind.STICKER, Kind.IMAGE, Kind.LOCATION, Kind.FILE)
KIND_SHARES = (86, 6, 5, 1, 2)
CONTENTS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {},
    Kind.STICKER: {"packageId": "446", "stickerId": "1988", "keywords": ["hello", "smile", "wave"]},
    Kind.IMAGE: {"contentProvider": {"type": "line"}},
    Kind.LOCATION: {"title": "Toko", "address": "Jl. Melati 1, Bandung", "latitude": -6.9, "longitude": 107.6},
    Kind.FILE: {"fileName": "bukti transfer.pdf", "fileSize": 2_138},
}


class History:
    """Who said what, and when. `last`: by conversation, the newest message that was said to or by the customer."""

    def __init__(
        self, dice: random.Random, chats: Sequence[Chat], count: int, longest: int, began: datetime, ended: datetime
    ) -> None:
        self.began, self.ended = began, ended
        self._dice, self._chats, self._count = dice, chats, count
        self._step = (ended - began) / count
        self._owners = self._shared(count, longest)
        self._directions = self._drawn()
        self._carried = {
            number: place
            for place, number in enumerate((n for n, d in self._directions.items() if d is Direction.OUTGOING), start=1)
        }
        counts = (Direction.INCOMING, Direction.OUTGOING)
        self.last = {self._owner(n).id: n for n, said in self._directions.items() if said in counts}

    def at(self, number: int) -> datetime:
        """When message `number` (from 1 on) was said."""
        return self.began + self._step * number

    def messages(self) -> Iterator[list[Any]]:
        """Rows in the order of the model's columns."""
        names = [column.name for column in Message.__table__.columns]
        first: dict[int, str] = {}
        for number, direction in self._directions.items():
            chat, at = self._owner(number), self.at(number)
            row = self._said(number, direction, chat)
            row |= {
                "id": number,
                "organization_id": chat.organization,
                "channel_id": chat.channel,
                "conversation_id": chat.id,
                "direction": direction,
                "position": 0,
                "said_at": at,
                "created_at": at,
            }
            if direction is Direction.INCOMING:
                earliest = first.setdefault(chat.id, row["external_id"])
                row["quoted_external_id"] = earliest if number % 50 == 0 else None
            yield [row.get(name) for name in names]

    def deliveries(self) -> Iterator[list[Any]]:
        """The same for the requests that carried what we said: nearly all accepted, some failed or uncertain."""
        names = [column.name for column in Delivery.__table__.columns]
        for number, place in self._carried.items():
            chat, at = self._owner(number), self.at(number)
            state, reason = _ended(place)
            row = {
                "id": place,
                "organization_id": chat.organization,
                "channel_id": chat.channel,
                "conversation_id": chat.id,
                "user_id": chat.assignee,
                "client_id": f"00000000-0000-4000-8000-{place:012x}",
                "body_hash": f"{place:064x}",
                "retry_key": f"00000000-0000-4000-9000-{place:012x}",
                "state": state,
                "reason": reason,
                "method": "push",
                "in_doubt": state is DeliveryState.UNCERTAIN,
                "attempts": 1,
                "fence": 1,
                "first_attempt_at": at,
                "next_attempt_at": at,
                "accepted_at": at if state is DeliveryState.ACCEPTED else None,
                "created_at": at,
            }
            yield [row.get(name) for name in names]

    def _shared(self, count: int, longest: int) -> list[int]:
        """By message the place of its conversation; most have few, some very many."""
        rest = range(1, len(self._chats))
        weights = list(accumulate(1 / (place + 50) for place in rest))
        owners = [0] * longest + list(rest)
        owners += self._dice.choices(rest, cum_weights=weights, k=count - len(owners))
        self._dice.shuffle(owners)
        return owners

    def _owner(self, number: int) -> Chat:
        return self._chats[self._owners[number - 1]]

    def _drawn(self) -> dict[int, Direction]:
        """Each conversation begins with its customer."""
        drawn = self._dice.choices(DIRECTIONS, DIRECTION_SHARES, k=self._count)
        began: set[int] = set()
        for place, owner in enumerate(self._owners):
            if owner not in began:
                began.add(owner)
                drawn[place] = Direction.INCOMING
        return dict(enumerate(drawn, start=1))

    def _said(self, number: int, direction: Direction, chat: Chat) -> dict[str, Any]:
        text = saying(self._dice, number)
        if direction is Direction.ACTIVITY:
            return {"kind": Kind.EVENT, "text": "", "content": {"activity": "resolved", "by_name": "Dewi"}}
        if direction is Direction.NOTE:
            return {"kind": Kind.TEXT, "text": text, "content": {}, "user_id": chat.assignee}
        if direction is Direction.OUTGOING:
            more = {"user_id": chat.assignee, "delivery_id": self._carried[number]}
            return {"kind": Kind.TEXT, "text": text, "content": {}, "external_id": f"46{number:016d}", **more}
        kind = self._dice.choices(KINDS, KIND_SHARES)[0]
        return {
            "kind": kind,
            "text": text if kind is Kind.TEXT else "",
            "content": CONTENTS[kind],
            "external_id": f"46{number:016d}",
            "sender_id": chat.id,
        }


def _ended(place: int) -> tuple[DeliveryState, Reason | None]:
    if place % 100 == 0:
        return DeliveryState.FAILED, Reason.REFUSED
    if place % 250 == 1:
        return DeliveryState.UNCERTAIN, Reason.NO_ANSWER
    return DeliveryState.ACCEPTED, None
