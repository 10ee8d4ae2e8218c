"""The real program with a simulator beside it, connected channels, and people who are signed in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
from cryptography.fernet import Fernet
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from qontak_line.app import create_app
from qontak_line.config import load
from qontak_line.db import db, transaction
from qontak_line.models import Channel, Role
from tests.factories import make_channel, make_conversation, make_organization, make_user, open_session
from tests.launcher.programs import Program, clean_environ, free_port, started, wait_for
from tests.overload.line_posts import Shop

MIB = 1024 * 1024
_CSRF = "c" * 40


@dataclass
class House:
    """`cookies`: one for each user's session. `port`: where the program listens."""

    program: Program
    app: Flask
    line_url: str
    shops: list[Shop] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    rss_at_rest: int = 0
    rooms: dict[int, list[int]] = field(default_factory=dict)
    """Conversations of each channel."""

    @property
    def port(self) -> int:
        return int(self.program.url.rpartition(":")[2])

    def web(self) -> psutil.Process:
        """The process that does everything: the biggest child."""
        return max(self.program.children(), key=lambda child: int(child.memory_info().rss))

    def rss(self) -> int:
        """MiB of all its processes together."""
        everyone = [psutil.Process(self.program.process.pid), *self.program.children()]
        return int(sum(process.memory_info().rss for process in everyone)) // MIB

    def control(self, shop: Shop, path: str, **values: Any) -> Any:
        """Ask the simulator's control API about the shop's account."""
        answer = requests.post(f"{self.line_url}/_control/accounts/{shop.line_id}{path}", json=values, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def accepted(self, shop: Shop) -> list[dict[str, Any]]:
        """What the simulator accepted of the shop's messages."""
        answer = requests.get(f"{self.line_url}/_control/accounts/{shop.line_id}/ledger", timeout=10)
        found: list[dict[str, Any]] = answer.json()["accepted"]
        return found

    def csrf_token(self) -> str:
        """Good for every one of the sessions."""
        serializer = URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token")
        return str(serializer.dumps(_CSRF))


@contextmanager
def opened(folder: Path, *, shops: int = 2, users: int = 2, rooms: int = 1) -> Iterator[House]:
    """The program on `folder`, ready, with so many channels and signed-in users."""
    given = {"SECRET_KEY": "only-for-tests-" * 3, "ENCRYPTION_KEYS": Fernet.generate_key().decode()}
    with _line(folder) as line_url, started(folder, "run", LINE_API_URL=line_url, **given) as program:
        program.wait_ready()
        environ = {"DATA_DIR": str(folder / "data"), "LINE_API_URL": line_url, **given}
        app = create_app(load(environ, env_file=folder / "no.env"))
        house = House(program, app, line_url)
        with app.app_context():
            _furnish(house, shops, users, rooms)
            db.session.remove()
            db.engine.dispose()
        house.rss_at_rest = house.rss()
        yield house


def _furnish(house: House, shops: int, users: int, rooms: int) -> None:
    organization = make_organization()
    for number in range(users):
        user = make_user(organization, f"user{number}", Role.ADMIN)
        serializer = house.app.session_interface.get_signing_serializer(house.app)  # type: ignore[attr-defined]
        token = serializer.dumps({"_user_id": open_session(user.id), "_fresh": True, "csrf_token": _CSRF})
        house.cookies.append(f"{house.app.config['SESSION_COOKIE_NAME']}={token}")
    people = [_made(house, "/people", name=f"Siti {number}")["user_id"] for number in range(rooms)]
    for number in range(shops):
        account = _made(house, "/accounts", name=f"Toko {number}")
        channel = make_channel(
            organization.id,
            line_bot_id=account["bot_user_id"],
            line_channel_id=account["channel_id"],
            token_sealed=house.app.extensions["sealer"].seal(account["channel_access_token"]),
        )
        house.rooms[channel.id] = [_room(channel, person) for person in people]
        room = house.rooms[channel.id][0]
        house.shops.append(Shop(channel.id, channel.webhook_key, account["channel_id"], people[0], room))
        house.control(house.shops[-1], "", quota_type="none")


def _room(channel: Channel, person: str) -> int:
    conversation = make_conversation(channel)
    with transaction():
        conversation.contact.external_id = person
    return conversation.id


def _made(house: House, path: str, **values: Any) -> Any:
    answer = requests.post(f"{house.line_url}/_control{path}", json=values, timeout=10)
    answer.raise_for_status()
    return answer.json()


@contextmanager
def _line(folder: Path) -> Iterator[str]:
    """LINE in miniature, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "qontak_line.simulator", "--port", str(port), "--no-seed"]
    with (folder / "line.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--state", str(folder / "line.sqlite3")], env=clean_environ(), stdout=log, stderr=log
        )
        try:
            wait_for(lambda: _answers(f"http://127.0.0.1:{port}/_control/accounts"), 20)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        time.sleep(0.05)
        return False
