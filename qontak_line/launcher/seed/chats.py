"""Plays the scene: customers write from their phones, the team answers in the Inbox."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, select

from qontak_line.db import db
from qontak_line.launcher.seed.phones import LineAccount, Phones
from qontak_line.launcher.seed.scene import SCENE, Chat, Line
from qontak_line.launcher.seed.staff import Staff
from qontak_line.launcher.seed.waiting import wait_until
from qontak_line.models import Contact, Conversation, ConversationState, Direction, Kind, Message


def play_all(phones: Phones, staff: Mapping[str, Staff]) -> None:
    """Raises `NotYet` when a message does not arrive."""
    account, chat_ids = phones.accounts()[0], phones.chat_ids()
    for chat in SCENE:
        Stage(phones, staff, account, chat_ids, chat).play()


class Stage:
    """One chat, on the phones and in the Inbox."""

    def __init__(
        self,
        phones: Phones,
        staff: Mapping[str, Staff],
        account: LineAccount,
        chat_ids: Mapping[str, str],
        chat: Chat,
    ) -> None:
        self._phones = phones
        self._staff = staff
        self._account = account
        self._chat_ids = chat_ids
        self._chat = chat
        self._chat_id = chat_ids[chat.name]

    def play(self) -> None:
        """Go on after the last line that the phones hold."""
        already = max(self._spoken(), self._shown())  # what is in the Inbox is on its way to the phone
        if not already and self._chat.is_group:
            self._phones.invite(self._account, self._chat_id)
        for number, line in enumerate(self._chat.lines, start=1):
            if number > already:
                self._speak(line)
            self._await(number)
        if not self._is_resolved():
            for who, place, fields in self._chat.afterwards:
                self._staff[who].submit(self._room(), self._room() + place, **fields)

    def _speak(self, line: Line) -> None:
        if line.who in self._staff:
            self._staff[line.who].submit(self._room(), f"{self._room()}/messages", text=line.event["text"])
        else:
            event = {**line.event, "user": self._chat_ids[line.who], "chat": self._chat_id}
            self._phones.send(self._account, event)

    def _spoken(self) -> int:
        return len(self._phones.messages(self._account, self._chat_id))

    def _await(self, number: int) -> None:
        wait_until(
            f"message {number} of {self._chat.name}",
            lambda: self._spoken() >= number and self._shown() >= number,
        )

    def _shown(self) -> int:
        said = Message.direction.in_((Direction.INCOMING, Direction.OUTGOING)), Message.kind != Kind.EVENT
        chat = select(Message.id).join(Conversation).join(Contact, Conversation.contact_id == Contact.id)
        return len(_ids(chat.where(Contact.external_id == self._chat_id, *said)))

    def _room(self) -> str:
        [number] = _ids(select(Conversation.id).join(Contact).where(Contact.external_id == self._chat_id))
        return f"/inbox/{number}"

    def _is_resolved(self) -> bool:
        resolved = Conversation.state == ConversationState.RESOLVED
        return bool(_ids(select(Conversation.id).join(Contact).where(Contact.external_id == self._chat_id, resolved)))


def _ids(query: Select[int]) -> list[int]:
    """Read anew each time: the app's process is the one that writes."""
    try:
        return list(db.session.scalars(query))
    finally:
        db.session.rollback()
