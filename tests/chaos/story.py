"""What LINE's users do, told before it happens: the same seed is the same story."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.cast import CANARY
from tests.chaos.odd import ODD_SHAPES
from tests.chaos.people import Account, Chat

SPAN_MS = 60_000
"""LINE's times of all events lie within so much before the run."""
WORDS = ("halo", "ada kopi?", "berapa harganya 🙏", "สวัสดี", "こんにちは", "terima kasih 🌙", "besok buka?", "<b>x</b>")


@dataclass(frozen=True)
class Event:
    """`raw` is LINE's event but for `isRedelivery`. `chat_id`: where it belongs. `is_odd`: may end in quarantine."""

    account: int
    event_id: str
    kind: str
    chat_id: str
    at: int
    raw: dict[str, Any] = field(repr=False)
    message_id: str = ""
    text: str = ""
    is_odd: bool = False

    @property
    def key(self) -> tuple[int, str]:
        return self.account, self.event_id


class Teller:
    """Makes the events one after the other, in LINE's order."""

    def __init__(self, seed: int, accounts: tuple[Account, ...], first_at: int, step: int) -> None:
        self._random = random.Random(f"story {seed}")
        self._accounts, self._first_at, self._step = accounts, first_at, step
        self._said: dict[str, list[Event]] = {}
        self._number = 0

    def next(self) -> Event:
        account = self._random.choices(self._accounts, weights=(3, 2, 2))[0]
        chat = self._random.choice(account.chats)
        kinds = {"text": 84, "sticker": 4, "unsend": 3, "edit": 3, "unfollow": 1, "follow": 3, "odd": 2}
        kind = self._random.choices(list(kinds), weights=list(kinds.values()))[0]
        return self._make(kind, account, chat)

    def _make(self, kind: str, account: Account, chat: Chat) -> Event:
        sayings = self._said.get(chat.chat_id, [])
        if (kind in ("unsend", "edit") and not sayings) or (kind in ("follow", "unfollow") and chat.is_group):
            kind = "text"
        if kind == "edit" and not chat.is_group:
            kind = "text"
        self._number += 1
        if kind in ("unsend", "edit"):
            return self._about(kind, account, chat, self._random.choice(sayings))
        if kind == "odd":
            shape = self._random.choice(ODD_SHAPES)
            return self._event(account, chat, kind, shape(self._random, self._message_id()), is_odd=True)
        if kind in ("follow", "unfollow"):
            more = {"follow": {"isUnblocked": False}} if kind == "follow" else {}
            return self._event(account, chat, kind, more)
        return self._message(kind, account, chat)

    def _message(self, kind: str, account: Account, chat: Chat) -> Event:
        message_id = self._message_id()
        text = f"{CANARY} {self._number} {self._random.choice(WORDS)}" if kind == "text" else ""
        said = {"type": "text", "text": text, "quoteToken": self._hex(20)}
        sticker = {"type": "sticker", "packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"}
        message = {"id": message_id, **(said if kind == "text" else sticker)}
        told = self._event(account, chat, kind, {"message": message}, message_id=message_id, text=text)
        if kind == "text":
            self._said.setdefault(chat.chat_id, []).append(told)
        return told

    def _about(self, kind: str, account: Account, chat: Chat, said: Event) -> Event:
        """Something that happens to an earlier message: it is taken back or edited by who said it."""
        if kind == "unsend":
            self._said[chat.chat_id].remove(said)
            more: dict[str, Any] = {"unsend": {"messageId": said.message_id}}
            return self._event(account, chat, kind, more, said.raw["source"], message_id=said.message_id)
        text = f"{CANARY} {self._number} edited"
        message = {"id": said.message_id, "type": "text", "text": text, "quoteToken": self._hex(20)}
        return self._event(
            account, chat, kind, {"message": message}, said.raw["source"], message_id=said.message_id, text=text
        )

    def _event(
        self, account: Account, chat: Chat, kind: str, more: dict[str, Any], source: Any = None, **facts: Any
    ) -> Event:
        speaker = self._random.choice(chat.speakers)
        at = self._first_at + self._number * self._step
        types = {"text": "message", "sticker": "message", "edit": "messageEdited", "odd": "somethingFromTomorrow"}
        here = {"type": "group", "groupId": chat.chat_id, "userId": speaker}
        raw: dict[str, Any] = {
            "type": types.get(kind, kind),
            "mode": "active",
            "timestamp": at,
            "source": source or (here if chat.is_group else {"type": "user", "userId": speaker}),
            "webhookEventId": f"01{self._hex(24).upper()}",
            "replyToken": self._hex(32),
            **more,
        }
        if kind in ("unsend", "unfollow", "odd"):
            raw.pop("replyToken", None)
        return Event(account.number, raw["webhookEventId"], kind, chat.chat_id, at, raw, **facts)

    def _message_id(self) -> str:
        return f"77{self._number:06d}{self._random.randrange(10**10):010d}"

    def _hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"


def tell(seed: int, accounts: tuple[Account, ...], events: int, now_ms: int) -> list[Event]:
    """All of it, in LINE's order."""
    step = max(1, SPAN_MS // events)
    teller = Teller(seed, accounts, now_ms - events * step - 1_000, step)
    return [teller.next() for _ in range(events)]
