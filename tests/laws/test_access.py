"""Every route × method × person × own and foreign ids, against the table in `policy.py`."""

from __future__ import annotations

import pytest
from flask import Flask

from qontak_line.web.permissions import PUBLIC, Permission, door_of
from tests.laws.conftest import Ask
from tests.laws.policy import POLICY, SIGNED_IN, Row
from tests.laws.routes import ROUTES, Route, name, parameters, rules
from tests.laws.world import ACTORS, World

ORGANIZATIONAL = {"user_id", "channel_id", "conversation_id", "message_id", "session_id", "picture_id"}
"""Path parameters that belong to somebody."""


def test_every_route_has_a_door(app: Flask) -> None:
    open_by_mistake = [
        rule.rule
        for rule in rules()
        if rule.endpoint != "static"
        and not isinstance(door_of(app.view_functions[rule.endpoint]), Permission)
        and door_of(app.view_functions[rule.endpoint]) != PUBLIC
    ]
    assert not open_by_mistake, f"put @permission(…) or @public above: {open_by_mistake}"


def test_every_route_has_a_row() -> None:
    missing = [name(route) for route in ROUTES if route not in POLICY]
    assert not missing, f"say in tests/laws/policy.py who may: {missing}"


def test_every_row_has_a_route() -> None:
    gone = [name(route) for route in POLICY if route not in ROUTES]
    assert not gone, f"tests/laws/policy.py tells of routes that are gone: {gone}"


def row_of(route: Route) -> Row:
    if route not in POLICY:
        pytest.skip("has no row yet; another test says so")
    return POLICY[route]


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_who_may_not_changes_nothing(app: Flask, world: World, ask: Ask, route: Route) -> None:
    row = row_of(route)
    before = world.fingerprint(app)
    for actor in ACTORS:
        if actor in row.who:
            continue
        for whose in ("own", "foreign"):
            answer = ask(world.browser(app, actor), route, world.values(actor, whose), data=row.data)
            wanted = 403 if actor in SIGNED_IN else row.at_the_door
            assert answer.status_code == wanted, f"{actor}, {whose} id: {answer.status_code} instead of {wanted}"
            if wanted == 302:
                assert answer.location.startswith("/login"), f"{actor} is led to {answer.location}"
    assert world.fingerprint(app) == before, "a refused request changed something"


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_who_may_does(app: Flask, world: World, ask: Ask, route: Route) -> None:
    row = row_of(route)
    for actor in sorted(row.who):
        world.reset(app)
        answer = ask(world.browser(app, actor), route, world.values(actor, "own"), data=row.data)
        assert answer.status_code in row.own, f"{actor}: {answer.status_code} instead of one of {sorted(row.own)}"
        if row.who <= SIGNED_IN:
            assert not (answer.location or "").startswith("/login") or route[0] == "/logout", f"{actor} is sent away"


@pytest.mark.parametrize("route", [route for route in ROUTES if parameters(route) & ORGANIZATIONAL], ids=name)
def test_what_is_foreign_does_not_exist(app: Flask, world: World, ask: Ask, route: Route) -> None:
    row = row_of(route)
    before = world.fingerprint(app)
    for actor in sorted(row.who & SIGNED_IN):
        answer = ask(world.browser(app, actor), route, world.values(actor, "foreign"), data=row.data)
        assert answer.status_code == 404, f"{actor}: {answer.status_code} for what belongs to another organization"
        missing = dict.fromkeys(world.values(actor, "foreign"), 999999)
        answer = ask(world.browser(app, actor), route, missing, data=row.data)
        assert answer.status_code == 404, f"{actor}: {answer.status_code} for what there is not"
    assert world.fingerprint(app) == before, "something foreign was changed"


@pytest.mark.parametrize("route", [route for route in ROUTES if "message_id" in parameters(route)], ids=name)
def test_ids_of_two_organizations_are_not_mixed(app: Flask, world: World, ask: Ask, route: Route) -> None:
    """My conversation with somebody else's message in it."""
    row = row_of(route)
    for actor in sorted(row.who & SIGNED_IN):
        values = {**world.values(actor, "own"), "message_id": world.values(actor, "foreign")["message_id"]}
        assert ask(world.browser(app, actor), route, values, data=row.data).status_code == 404


@pytest.mark.parametrize("route", [route for route in ROUTES if "conversation_id" in parameters(route)], ids=name)
def test_an_agent_does_not_see_what_a_colleague_has(app: Flask, world: World, ask: Ask, route: Route) -> None:
    row = row_of(route)
    before = world.fingerprint(app)
    answer = ask(world.browser(app, "agent"), route, world.values("agent", "taken"), data=row.data)
    assert answer.status_code == row.taken
    assert world.fingerprint(app) == before
    for actor in ("supervisor", "admin"):
        world.reset(app)
        answer = ask(world.browser(app, actor), route, world.values(actor, "taken"), data=row.data)
        assert answer.status_code in row.own | {409}
