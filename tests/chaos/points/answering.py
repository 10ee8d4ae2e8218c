"""An agent who answers, and what of it LINE and our rows tell."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from qontak_line.db import db, now, transaction
from qontak_line.models import Contact, ContactKind, Conversation, Delivery, Direction, Message, ReplyToken
from tests.chaos.points.house import House
from tests.factories import make_channel


class Desk:
    """An agent with two chats, who answers three times in each."""

    def __init__(self, house: House, reply: bool = False) -> None:
        self.house, self.line = house, house.line
        with house.looking():
            sealed = house.app.extensions["sealer"].seal(self.line.account["channel_access_token"])
            self.channel_id = make_channel(house.cast.organization, token_sealed=sealed).id
            chats = [self._chat(person, reply) for person in (0, 1)]
        self.forms = {str(uuid.UUID(int=number + 16)): chats[number % 2] for number in range(6)}
        self.given: dict[str, Any] = {"forms": self.forms, "user_id": house.cast.budi}

    def _chat(self, person: int, reply: bool) -> int:
        self.line.steering.event("follow", person)
        ids = {"organization_id": self.house.cast.organization, "channel_id": self.channel_id}
        with transaction() as session:
            line_id = self.line.steering.people[person]["user_id"]
            session.add(contact := Contact(**ids, kind=ContactKind.USER, external_id=line_id, name="Siti"))
            session.flush()
            session.add(made := Conversation(**ids, contact_id=contact.id))
            session.flush()
            if reply:
                token = self.line.steering.event("text", person, text="Ada?")["replyToken"]
                session.add(ReplyToken(conversation_id=made.id, token=token, received_at=now()))
        return made.id

    def rows(self) -> list[Delivery]:
        with self.house.looking():
            return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))

    def prove_once_and_in_order(self) -> None:
        """By LINE's ledger and our rows: every answer arrived, once, in its chat's order, and is accepted."""
        rows, accepted = self.rows(), self.line.accepted()
        assert [row.state.value for row in rows] == ["accepted"] * len(self.forms)
        keys = [one["retry_key"] for one in accepted]
        assert sorted(keys) == sorted(row.retry_key for row in rows)
        said: dict[str, list[str]] = defaultdict(list)
        for one in accepted:
            said[one["chat_id"]] += [message["text"] for message in one["messages"]]
        assert sorted(said.values()) == [
            ["answer 10", "answer 12", "answer 14"],
            ["answer 11", "answer 13", "answer 15"],
        ]
        bodies = {(one["retry_key"], one["body_sha256"]) for one in self.line.requests()}
        assert len(bodies) == len(rows), "a key was used for other bytes"
        with self.house.looking():
            ours = select(Message.external_id).where(Message.direction == Direction.OUTGOING)
            ids = db.session.scalars(ours).all()
            assert sorted(map(str, ids)) == sorted(sent["id"] for one in accepted for sent in one["sent_messages"])
