"""What a database can not keep, or not compare, is an answer like any other wherever it is put: never a 5xx."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from flask import Flask

from tests.laws.conftest import path_of
from tests.laws.policy import POLICY
from tests.laws.routes import GETS, POSTS, name, parameters
from tests.laws.world import Values, World

ODD = {
    "zero": b"Wa\x00ti",
    "only zero": b"\x00",
    "half a character": b"\xed\xa0\x80",  # U+D800 in UTF-8
    "not UTF-8": b"\xff\xfe",
    "beyond an integer": str(2**31).encode(),
    "beyond a bigint": b"9" * 40,
    "negative": b"-1",
    "another script's digits": "١٢".encode(),
    "long": b"x" * 9000,
}

pytestmark = pytest.mark.postgresql  # which is the stricter of the two

PAGES = ("/inbox", "/inbox/<int:conversation_id>", "/integrations/line", "/login")
QUERY = ("q", "before", "tab", "channel", "assignee", "active", "next", "installed", "unread", "status")


@pytest.mark.parametrize("odd", ODD)
def test_in_an_address_it_is_an_answer(app: Flask, world: World, odd: str) -> None:
    word = quote_from_bytes(ODD[odd])
    browser = world.browser(app, "admin")
    for page in PAGES:
        for field in QUERY:
            path = f"{path_of((page, 'GET'), world.values('admin', 'own'))}?{field}={word}"
            answer = browser.get(path)
            assert answer.status_code < 500, path
            answer.close()


@pytest.mark.parametrize("odd", ODD)
def test_in_a_path_it_is_an_answer(app: Flask, world: World, odd: str) -> None:
    values: Values = dict.fromkeys(world.values("admin", "own"), quote_from_bytes(ODD[odd]))
    browser = world.browser(app, "admin")
    for route in (*GETS, *POSTS, ("/webhooks/line/<key>", "POST")):
        if not parameters(route):
            continue
        answer = browser.open(path_of(route, values), method=route[1])
        assert answer.status_code < 500, name(route)
        answer.close()


@pytest.mark.parametrize("odd", ODD)
def test_in_a_form_it_is_an_answer(app: Flask, world: World, odd: str) -> None:
    word = quote_from_bytes(ODD[odd])
    for route in POSTS:
        for field in POLICY[route].data:
            data = POLICY[route].data | {field: "ODD"}
            body = "&".join(f"{key}={word if value == 'ODD' else value}" for key, value in data.items())
            answer = world.browser(app, "admin").open(
                path_of(route, world.values("admin", "own")),
                method=route[1],
                data=body,
                content_type="application/x-www-form-urlencoded",
            )
            assert answer.status_code < 500, f"{name(route)}: {field}"
