"""No other site can make somebody's browser change anything."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.laws.conftest import Ask, path_of
from tests.laws.policy import POLICY, SIGNED_IN, Row
from tests.laws.routes import POSTS, Route, name
from tests.laws.world import World


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def who_may(route: Route) -> str:
    return "admin" if "admin" in POLICY.get(route, Row(SIGNED_IN)).who else "agent"


@pytest.mark.parametrize("route", POSTS, ids=name)
def test_without_a_token_nothing_happens(app: Flask, world: World, ask: Ask, route: Route) -> None:
    actor, row = who_may(route), POLICY.get(route, Row(SIGNED_IN))
    before = world.fingerprint(app)
    for data in (row.data, {**row.data, "csrf_token": "made-up"}):
        answer = ask(world.browser(app, actor), route, world.values(actor, "own"), data=data)
        assert answer.status_code == 400
    assert world.fingerprint(app) == before


@pytest.mark.parametrize("route", POSTS, ids=name)
def test_what_another_site_sends_is_refused(app: Flask, world: World, ask: Ask, route: Route) -> None:
    actor, row = who_may(route), POLICY.get(route, Row(SIGNED_IN))
    browser = world.browser(app, actor)
    data = {**row.data, "csrf_token": token_of(browser.get("/profile").text)}
    before = world.fingerprint(app)
    for told in ("cross-site", "same-site"):  # the second: a neighbour under the same domain
        headers = {"Sec-Fetch-Site": told}
        answer = ask(browser, route, world.values(actor, "own"), data=data, headers=headers)
        assert answer.status_code == 403, told
    assert world.fingerprint(app) == before


def test_a_token_of_any_page_is_good_for_every_form(app: Flask, world: World) -> None:
    browser = world.browser(app, "admin")
    token = token_of(browser.get("/inbox").text)
    for path, data in (("/profile", {"name": "Dewi"}), ("/team", {"username": "wati", "password": "correct horse"})):
        answer = browser.post(path, data={**data, "csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303


def test_a_token_of_somebody_else_is_not(app: Flask, world: World) -> None:
    token = token_of(world.browser(app, "agent").get("/profile").text)
    answer = world.browser(app, "admin").post("/profile", data={"name": "Dewi", "csrf_token": token})
    assert answer.status_code == 400


def test_line_needs_no_token(app: Flask, world: World) -> None:
    route = ("/webhooks/line/<key>", "POST")
    answer = app.test_client().post(path_of(route, world.values("nobody", "own")), data=b"{}")
    assert answer.status_code == 401


def token_of(page: str) -> str:
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    assert found is not None
    return found[1]
