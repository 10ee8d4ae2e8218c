"""One organization for one test: its people, its LINE account, and the customers who write to it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from flask.sessions import SecureCookieSessionInterface

from qontak_line.actions.passwords import hash_password
from qontak_line.launcher.seed.staff import Staff
from qontak_line.models import Organization, Role
from tests.e2e import csp_desk
from tests.e2e.browser import Browser
from tests.e2e.house import House
from tests.factories import make_organization, make_user, open_session
from tests.simulator.steering import Steering

PASSWORD = "open-sesame-42"

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Member:
    id: int
    username: str
    name: str


class Company:
    """Admin Dewi, Supervisor Rina, Agent Budi. `line` steers an account of theirs at LINE; it is not connected yet."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.number = next(_numbers)
        with house.app.app_context():
            organization = make_organization(f"Toko Melati {self.number}")
            self._hash = hash_password(PASSWORD)
            self.dewi = self._hire(organization, "dewi", Role.ADMIN)
            self.rina = self._hire(organization, "rina", Role.SUPERVISOR)
            self.budi = self._hire(organization, "budi", Role.AGENT)
        self.line = Steering(house.line.url)
        self.line.account = self.line.post("/accounts", name=f"Melati {self.number}", use_webhook=True)

    def _hire(self, organization: Organization, name: str, role: Role) -> Member:
        user = make_user(organization, f"{name}{self.number}", role, self._hash)
        return Member(user.id, user.username, user.name)

    def sign_in(self, browser: Browser, member: Member) -> None:
        """Give the browser a session's cookie, as a login would."""
        app = self.house.app
        with app.app_context():
            token = open_session(member.id)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        browser.visit(csp_desk.PATH)  # cookies are set for the page that is open
        cookie = {"name": app.config["SESSION_COOKIE_NAME"], "value": signer.dumps({"_user_id": token}), "path": "/"}
        browser.driver.add_cookie(cookie)

    def connect(self) -> None:
        """Connect the account, through the form."""
        form = "/integrations/line/new"
        account = self.line.account
        staff = Staff(self.house.url, self.dewi.username, PASSWORD)
        staff.submit(
            form, form, channel_secret=account["channel_secret"], channel_access_token=account["channel_access_token"]
        )
        assert self.line.get(f"/accounts/{account['channel_id']}")["webhook_url"], "the form was refused"

    def customer(self, name: str) -> int:
        """Somebody new; gives the number that the account's methods take."""
        self.line.people.append(self.line.post("/people", name=name))
        return len(self.line.people) - 1

    def phone(self, customer: int) -> str:
        """The address of that customer's phone, open at this account."""
        return f"{self.line.url}/phone/{self.line.account['channel_id']}/{self.line.people[customer]['user_id']}"
