"""The README's pictures, from a seeded demo: `.venv/bin/python -m tests.e2e.screenshots [FOLDER]`. Needs Chromium."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from qontak_line.app import create_app
from qontak_line.config import ROOT
from qontak_line.db import db, transaction
from qontak_line.launcher.playbill import ROLES
from qontak_line.launcher.seed import chats, team
from qontak_line.launcher.seed.phones import Phones
from qontak_line.launcher.seed.staff import Staff
from qontak_line.models import User
from qontak_line.models.user import Theme
from tests.conftest import settings_for
from tests.e2e import engines
from tests.e2e.browser import Browser
from tests.e2e.house import House, open_house
from tests.e2e.pages import ACCOUNTS, ADD_FORM, fill_add_form, install, open_room
from tests.e2e.photographer import Photographer
from tests.e2e.scenery import spread
from tests.simulator.steering import Steering

PASSWORD = "open-sesame-42"
DESK = (1280, 800)
PHONE = (390, 844)
ROOM = "Bagas Wicaksono"


class Tour:
    """Walks through the program once, taking pictures on the way."""

    def __init__(self, house: House, browser: Browser, photographer: Photographer) -> None:
        self.house = house
        self.browser = browser
        self.take = photographer.take
        self.hold = photographer.hold
        self.line = Steering(house.line.url)

    def walk(self) -> None:
        self.hold(*DESK)
        with self.house.app.app_context():
            team.gather(dict.fromkeys(ROLES, PASSWORD))
        stages: tuple[Callable[[], None], ...] = (
            self.enter,
            self.connect,
            self.talk,
            self.settings,
            self.dark,
            self.people,
            self.simulator,
            self.phone,
        )
        for stage in stages:
            stage()

    def enter(self) -> None:
        self.browser.visit("/login")
        self.browser.fill("Username", "dewi")
        self.browser.fill("Password", PASSWORD)
        self.take("login")
        self.browser.press("Login")
        self.browser.wait_for_path("/inbox")

    def connect(self) -> None:
        self.browser.visit(ACCOUNTS)
        self.take("integrations-empty")
        self.browser.visit(ADD_FORM)
        account = self.line.account
        fill_add_form(self.browser, account["channel_secret"], "Zm9yIGEgcGljdHVyZSBvbmx5" * 7)
        install(self.browser)
        self.browser.find("dialog[open]")
        self.take("error")
        self._install(account)
        self.take("success")
        others = self.line.get("/accounts")["accounts"][1:]
        for account in (*others, self.line.post("/accounts", name="Bunga Kenanga", use_webhook=True)):
            self._install(account)
        self.browser.press("OK", "dialog")
        self.browser.visit(ACCOUNTS)
        self.take("integrations")
        self.browser.press(f"Disconnect {self.line.account['name']}")
        self.browser.find("dialog[open]")
        self.take("disconnect")
        self.browser.press("Cancel", "dialog")

    def _install(self, account: dict[str, str]) -> None:
        self.browser.visit(ADD_FORM)
        fill_add_form(self.browser, account["channel_secret"], account["channel_access_token"])
        install(self.browser)
        self.browser.see("Success", "dialog[open]")

    def talk(self) -> None:
        staff = {name: Staff(self.house.url, name, PASSWORD) for name in ROLES}
        with self.house.app.app_context():
            chats.play_all(Phones(self.house.line.url), staff)
        spread(self.house.app, ROOM)
        self._open_room()
        self.take("inbox")

    def _open_room(self) -> None:
        self.browser.visit("/inbox")
        open_room(self.browser, ROOM)
        self.browser.find("#messages .message--outgoing")

    def settings(self) -> None:
        self.browser.visit(ACCOUNTS)
        self.browser.press(f"Settings of {self.line.account['name']}")
        self.browser.see("Health")
        self.take("settings")

    def dark(self) -> None:
        self._prefer(theme=Theme.DARK)
        self._open_room()
        self.take("inbox-dark")
        self._prefer(language="id")
        self._open_room()
        self.take("inbox-dark-id")
        self._prefer(theme=Theme.LIGHT, language="en")

    def _prefer(self, **preferences: object) -> None:
        with self.house.app.app_context(), transaction() as session:
            session.execute(update(User).values(**preferences))

    def people(self) -> None:
        self.browser.visit("/team")
        self.take("team")
        self.browser.visit("/profile")
        self.take("profile")

    def simulator(self) -> None:
        self.browser.visit(f"{self.house.line.url}/")
        self.take("simulator-console")
        bagas = next(one for one in self.line.people if one["name"] == ROOM)
        self.browser.visit(f"{self.house.line.url}/phone/{self.line.account['channel_id']}/{bagas['user_id']}")
        self.browser.find("[data-thread]")
        self.take("simulator")

    def phone(self) -> None:
        self.hold(*PHONE, scale=2)
        self._open_room()
        self.take("inbox-phone")


def main(folder: Path) -> None:
    os.environ["TZ"] = "Asia/Jakarta"  # the simulator shows this machine's time, the program the organization's
    time.tzset()
    with tempfile.TemporaryDirectory() as made:
        empty, data_dir = Path(made) / "empty", Path(made) / "data"
        empty.mkdir()
        data_dir.mkdir()
        app = create_app(settings_for(empty))
        with app.app_context():
            db.create_all()
            db.session.remove()
            db.engine.dispose()
        with open_house(data_dir, empty / "qontak_line.sqlite3") as house:
            driver = engines.chromium("--hide-scrollbars")
            try:
                browser = Browser(driver, "chromium")
                browser.origin = house.url
                Tour(house, browser, Photographer(browser, folder)).walk()
            finally:
                driver.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
