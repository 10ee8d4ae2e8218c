"""The Admins: they connect accounts, disconnect one, and connect it again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from tests.chaos.browser import Browser, Gone, fields_of
from tests.chaos.cast import ACCOUNTS, ADMINS
from tests.chaos.line import Line
from tests.chaos.notes import Notes
from tests.chaos.people import Account

T = TypeVar("T")
PATIENCE = 60.0


class Desk:
    def __init__(self, url: str, line: Line, notes: Notes) -> None:
        self._line, self._notes = line, notes
        self._admins = {organization: Browser(url, name, notes) for organization, name in ADMINS.items()}

    def open(self, accounts: tuple[Account, ...], doors: dict[int, str]) -> None:
        """Connect all accounts; LINE is told where to post by the app itself."""
        for admin in self._admins.values():
            admin.log_in()
        for account in accounts:
            self.connect(account, doors)

    def connect(self, account: Account, doors: dict[int, str]) -> None:
        """Afterwards `doors` holds where its webhook goes."""
        admin = self._admins[account.organization]

        def install() -> None:
            form = fields_of(admin.get("/integrations/line/new").text, "/integrations/line/new")
            credentials = {"channel_secret": account.secret, "channel_access_token": account.token}
            answer = admin.post("/integrations/line/new", {**form, **credentials})
            assert answer.status_code == 303 or "already connected" in answer.text, answer.text

        _patiently(install)
        doors[account.number] = self._line.account(account.channel_id)["webhook_url"]

    def disconnect(self, account: Account) -> None:
        """Note when it was surely done, by LINE's clock."""
        admin = self._admins[account.organization]

        def away() -> None:
            for number in re.findall(r'data-channel-id="(\d+)"', admin.get("/integrations/line").text):
                path = f"/integrations/line/{number}/disconnect"
                if ACCOUNTS[account.number][0] in admin.get(path).text:
                    answer = admin.post(path, fields_of(admin.get(path).text, path))
                    assert answer.status_code == 303, answer.text
                    return

        _patiently(away)
        self._notes.disconnections.append(
            {"account": account.number, "at": self._line.now(), "from": self._notes.now(), "until": None}
        )

    def reconnect(self, account: Account, doors: dict[int, str]) -> None:
        self._notes.disconnections[-1]["until"] = self._line.now()
        self.connect(account, doors)


def _patiently(act: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except Gone:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.4)
