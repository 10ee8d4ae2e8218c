"""A seeded company, who looks at it, and the pages that they ask for."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from qontak_line.db import db
from qontak_line.models import Conversation, ConversationState, User
from qontak_line.queries import inbox
from qontak_line.queries.inbox import Filters
from tests.bench.browser import Browser, browser
from tests.bench.house import new_app, settings_in
from tests.bench.plan import Wrong


@dataclass(frozen=True)
class Asked:
    """Who asks for which address, and whether for its parts alone."""

    who: Browser
    url: str
    is_part: bool = False


@dataclass
class Company:
    """A seeded database, the people who look at it, and by page the milliseconds of each request."""

    app: Flask
    admin: Browser
    agent: Browser
    longest: int
    rooms: list[int]
    older: str
    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, int] = field(default_factory=dict)
    """The newest answer's bytes."""

    def pages(self, number: int) -> dict[str, Asked]:
        room = f"/inbox/{self.rooms[number % len(self.rooms)]}"
        return {
            "Inbox": Asked(self.admin, "/inbox"),
            "Inbox, an Agent's": Asked(self.agent, "/inbox"),
            "next page of the list": Asked(self.admin, "/inbox?" + urlencode({"before": self.older}), is_part=True),
            "tab Mine": Asked(self.agent, "/inbox?tab=mine", is_part=True),
            "tab Resolved": Asked(self.admin, "/inbox?tab=resolved", is_part=True),
            "room with the most messages": Asked(self.admin, f"/inbox/{self.longest}"),
            "some room": Asked(self.admin, room),
            "some room, a live look": Asked(self.admin, room, is_part=True),
        }

    def searches(self) -> dict[str, Asked]:
        return {
            "search, a common word": Asked(self.admin, "/inbox?q=pesanan", is_part=True),
            "search, what one message holds": Asked(self.admin, "/inbox?q=INV-0000500", is_part=True),
            "search, what nobody said": Asked(self.admin, "/inbox?q=qwertyuiop", is_part=True),
        }

    def ask(self, name: str, asked: Asked) -> None:
        headers = [("Cookie", asked.who.cookie), *([("HX-Request", "true")] if asked.is_part else [])]
        environ = EnvironBuilder(path=asked.url, headers=headers, base_url="http://127.0.0.1").get_environ()
        cpu, wall = time.thread_time(), time.perf_counter()
        parts, status, _ = run_wsgi_app(self.app, environ)
        self.sizes[name] = sum(map(len, parts))
        self.wall[name].append(1000 * (time.perf_counter() - wall))
        self.cpu[name].append(1000 * (time.thread_time() - cpu))
        if not status.startswith("200"):
            raise Wrong(f"{asked.url} answered {status}")


def opened(folder: Path, told: dict[str, Any]) -> Company:
    """The company that was seeded into this data directory; `told` is what its seed said."""
    app = new_app(settings_in(folder))
    with app.app_context():
        user = db.session.get_one(User, told["admin"])
        rooms = list(
            db.session.scalars(
                select(Conversation.id)
                .where(Conversation.organization_id == user.organization_id)
                .where(Conversation.state == ConversationState.OPEN)
                .order_by(Conversation.id)
                .limit(50)
            )
        )
        older = inbox.list_page(user, Filters()).older or ""
        db.session.remove()
    return Company(app, browser(app, told["admin"]), browser(app, told["agent"]), told["longest"], rooms, older)
