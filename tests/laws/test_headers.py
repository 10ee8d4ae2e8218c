"""Headers and cookies of every answer."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from qontak_line.app import create_app
from tests.conftest import ready_for_tests, settings_for
from tests.factories import Cast
from tests.laws.conftest import Ask
from tests.laws.routes import ROUTES, Route, name
from tests.laws.world import WORLD, World


def policy_of(answer: TestResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {directive: sources for directive, *sources in parts}


def check(answer: TestResponse) -> None:
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy.get("frame-ancestors") == ["'none'"] or "sandbox" in policy
    for directive, sources in policy.items():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:", "blob:"} & {*sources}
        assert "data:" not in sources or directive == "img-src"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def check_kept(answer: TestResponse) -> None:
    """Nobody keeps a page: neither the browser nor what stands between."""
    assert "no-store" in answer.headers["Cache-Control"]
    if answer.mimetype == "text/html":
        assert {"Cookie", "HX-Request"} <= set(answer.vary.as_set(preserve_casing=True))


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_answer_carries_them(app: Flask, world: World, ask: Ask, route: Route) -> None:
    for actor in ("nobody", "agent", "admin"):
        answer = ask(world.browser(app, actor), route, world.values(actor, "own"))
        check(answer)
        if not route[0].startswith(("/static/", "/media/")):
            check_kept(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/inbox", 405), ("GET", "/static/nowhere.css", 404), ("GET", "/%ff", 404)],
)
def test_so_do_errors(app: Flask, world: World, method: str, path: str, status: int) -> None:
    answer = world.browser(app, "admin").open(path, method=method)
    assert answer.status_code == status
    check(answer)
    assert "Traceback" not in answer.text


def test_a_foreign_host_is_not_answered(app: Flask) -> None:
    for host in ("example.com", "localhost.example.com", "127.0.0.1.example.com", "example.com:80"):
        answer = app.test_client().get("/login", headers={"Host": host})
        assert answer.status_code == 400
        assert "example.com" not in answer.text


@pytest.fixture
def https_app(tmp_path: Path, world: World) -> Flask:
    folder = tmp_path / "https"
    folder.mkdir()
    given = world.databases.begin(folder, WORLD)
    return ready_for_tests(create_app(settings_for(folder, PUBLIC_URL="https://inbox.example.com", **given)))


def cookies_of(app: Flask, base_url: str) -> list[tuple[str, dict[str, str]]]:
    """Every cookie of a life: name and attributes."""
    browser, found = app.test_client(), SimpleCookie()
    with app.app_context():
        from qontak_line.actions import passwords
        from qontak_line.db import db, transaction
        from qontak_line.models import User

        kept = passwords.hash_password("correct horse")
        with transaction() as session:
            for user in session.query(User):
                user.password_hash = kept
        db.session.remove()
    login = {"username": "dewi", "password": "correct horse", "remember": "y"}
    for answer in (
        browser.get("/login", base_url=base_url),
        browser.post("/language", data={"language": "id"}, base_url=base_url),
        browser.post("/login", data=login, base_url=base_url),
        browser.post("/profile", data={"name": "Dewi"}, base_url=base_url),
    ):
        for line in answer.headers.getlist("Set-Cookie"):
            found.load(line)
    return [(key, dict(morsel)) for key, morsel in found.items()]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    found = cookies_of(app, "http://localhost")
    assert {name for name, _ in found} >= {"qontak_line", "qontak_line_device", "language"}
    for cookie, attributes in found:
        assert attributes["httponly"], cookie
        assert attributes["samesite"] in ("Lax", "Strict"), cookie
        assert not attributes["domain"], cookie


def test_behind_https_they_never_travel_in_the_clear(https_app: Flask) -> None:
    found = cookies_of(https_app, "https://inbox.example.com")
    assert {name for name, _ in found} >= {"__Host-qontak_line", "__Secure-qontak_line_device"}
    for cookie, attributes in found:
        assert attributes["secure"] and attributes["httponly"] and attributes["samesite"], cookie
    answer = https_app.test_client().get("/login", base_url="https://inbox.example.com")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_an_unknown_page_gives_a_stranger_no_cookie(app: Flask, cast: Cast) -> None:
    """A browser asks for icons by itself; an answer with a new session would end the one that is being opened."""
    answer = app.test_client().get("/favicon.ico")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
