"""Customers who write, and LINE that posts it until it is answered with 200."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import psutil
import requests
from sqlalchemy import select

from qontak_line.db import db
from qontak_line.line.signature import HEADER, sign
from qontak_line.models import Contact, Conversation, Direction, EventState, Message, WebhookEvent
from tests.chaos.points.house import House
from tests.factories import SECRET, make_channel
from tests.launcher.programs import wait_for
from tests.webhooks.line_posts import body_of, event, text, user_source

CHATS = ("U" + "a" * 32, "U" + "b" * 32, "U" + "c" * 32)


class Town:
    """Three customers: each follows, says three things, and takes the second one back."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.port = urlsplit(house.settings.public_url).port
        with house.looking():
            sealed = house.app.extensions["sealer"].seal(house.line.account["channel_access_token"])
            channel = make_channel(house.cast.organization, token_sealed=sealed)
            self.bot_id = channel.line_bot_id
            self.url = f"{house.settings.public_url}/webhooks/line/{channel.webhook_key}"
        self.waves = [[self._event(chat, step) for chat in CHATS] for step in range(5)]
        self.acked: set[str] = set()

    def _event(self, chat: str, step: int) -> dict[str, Any]:
        source, at = {"source": user_source(chat)}, step * 1000
        if step == 0:
            return event("follow", at, **source, replyToken="f" + chat[1:])
        if step == 4:
            return event("unsend", at, **source, unsend={"messageId": f"2{chat[1]}"})
        return text(f"{chat[1]}{step}", at, message_id=f"{step}{chat[1]}", event=source)

    @property
    def ids(self) -> list[str]:
        return [one["webhookEventId"] for wave in self.waves for one in wave]

    def open(self, fail: str = "") -> int:
        pid = self.house.begin("serve", fail, port=self.port)
        wait_for(self._answers, 20)
        return pid

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.house.settings.public_url}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def is_taken(self, one: dict[str, Any]) -> bool:
        """Post it, and tell whether it was answered with 200."""
        self.post(one)
        return one["webhookEventId"] in self.acked

    def post(self, one: dict[str, Any]) -> None:
        """As LINE does; what was answered with 200 is never sent again."""
        body = body_of(one, destination=self.bot_id)
        try:
            answer = requests.post(self.url, body, headers={HEADER: sign(SECRET, body)}, timeout=20)
        except requests.RequestException:
            return
        if answer.status_code == 200:
            self.acked.add(one["webhookEventId"])

    def post_all(self, pid: int) -> None:
        """Wave after wave, the three of a wave at once; what was acknowledged is left out. As long as it lives, the
        process works on each wave before the next one comes."""
        with ThreadPoolExecutor(3) as pool:
            for wave in self.waves:
                list(pool.map(self.post, [one for one in wave if one["webhookEventId"] not in self.acked]))
                wait_for(lambda: not psutil.pid_exists(pid) or not self.states()[EventState.RECEIVED], 30)

    def kept(self) -> list[str]:
        with self.house.looking():
            return list(db.session.scalars(select(WebhookEvent.event_id)))

    def states(self) -> Counter[str]:
        with self.house.looking():
            return Counter(db.session.scalars(select(WebhookEvent.state)))

    def finish(self) -> None:
        """A new process; LINE sends again what it got no 200 for. Until everything is worked on."""
        self.house.lives("pass_time")
        pid = self.open()
        self.post_all(pid)
        assert self.acked >= set(self.ids)
        assert psutil.pid_exists(pid)
        os.kill(pid, signal.SIGKILL)
        self.house.ended(pid)

    def prove_each_once(self) -> None:
        assert sorted(self.kept()) == sorted(self.ids)
        assert self.states() == {EventState.PROCESSED: len(self.ids)}
        with self.house.looking():
            assert sorted(db.session.scalars(select(Contact.external_id))) == list(CHATS)
            rooms = db.session.scalars(select(Conversation)).all()
            assert [room.unread_count for room in rooms] == [2, 2, 2]
            for room in rooms:
                said = (
                    select(Message.external_id, Message.text)
                    .where(Message.conversation_id == room.id, Message.direction == Direction.INCOMING)
                    .order_by(Message.said_at, Message.id)
                )
                name = room.contact.external_id[1]
                assert [tuple(row) for row in db.session.execute(said)] == [
                    (f"1{name}", f"{name}1"),
                    (f"2{name}", ""),
                    (f"3{name}", f"{name}3"),
                ]
