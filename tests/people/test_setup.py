"""First run: one page, once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.app import create_app
from qontak_line.db import db
from qontak_line.models import Organization, Role, User
from qontak_line.web.auth import setup_code, throttle
from tests.at_once import at_once
from tests.conftest import ready_for_tests, settings_for
from tests.databases import Given
from tests.factories import Cast

FORM = {"organization": "Toko Melati", "timezone": "Asia/Makassar", "username": "Dewi", "password": "correct horse"}


@pytest.mark.parametrize("path", ["/", "/login", "/inbox", "/team", "/no-such-page", "/profile"])
def test_without_a_user_every_page_leads_to_set_up(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location == "/setup"


def test_it_makes_an_organization_and_its_admin(app: Flask, client: FlaskClient) -> None:
    assert client.get("/setup").status_code == 200
    answer = client.post("/setup", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/login")
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        assert (user.username, user.role, user.organization.name) == ("Dewi", Role.ADMIN, "Toko Melati")
        assert user.organization.timezone == "Asia/Makassar"
        assert "correct horse" not in user.password_hash
    assert client.post("/login", data={"username": "dewi", "password": "correct horse"}).status_code == 303


def test_afterwards_it_is_gone(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data=FORM).status_code == 404


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"organization": " "}, "field is required"),
        ({"username": ""}, "field is required"),
        ({"password": ""}, "field is required"),
        ({"password": "1234567"}, "At least 8"),
        ({"password": "x" * 257}, "At most 256"),
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"timezone": "../etc/passwd"}, "time zone"),
        ({"username": "de wi"}, "Letters"),
        ({"username": "x" * 65}, "Letters"),
        ({"organization": "x" * 101}, "At most 100"),
    ],
)
def test_a_refused_form_comes_back(app: Flask, client: FlaskClient, changed: dict[str, str], word: str) -> None:
    answer = client.post("/setup", data={**FORM, **changed})
    assert answer.status_code == 422
    assert word in answer.text
    assert "correct horse" not in answer.text
    with app.app_context():
        assert db.session.scalar(select(User)) is None


def test_two_at_once_make_one(app: Flask) -> None:
    def post(number: int) -> int:
        return app.test_client().post("/setup", data={**FORM, "username": f"dewi{number}"}).status_code

    assert sorted(at_once(post, range(6))) == [303, 404, 404, 404, 404, 404]
    with app.app_context():
        assert len(db.session.scalars(select(Organization)).all()) == 1
        assert len(db.session.scalars(select(User)).all()) == 1


@pytest.fixture
def public_app(tmp_path: Path, database: Given) -> Flask:
    """An app that strangers can reach before its owner set it up."""
    return ready_for_tests(create_app(settings_for(tmp_path, PUBLIC_URL="https://inbox.example.com", **database)))


def test_where_strangers_reach_it_a_code_is_demanded(public_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser, base = public_app.test_client(), "https://inbox.example.com"
    with caplog.at_level(logging.WARNING):
        setup_code.announce(public_app)
    with public_app.app_context():
        code = setup_code.code()
    assert code in caplog.text
    assert 'name="code"' in browser.get("/setup", base_url=base).text
    assert browser.post("/setup", data=FORM, base_url=base).status_code == 422
    assert browser.post("/setup", data={**FORM, "code": "AAAA-AAAA-AAAA"}, base_url=base).status_code == 422
    plain = code.replace("-", " ").lower()
    assert browser.post("/setup", data={**FORM, "code": plain}, base_url=base).status_code == 303
    caplog.clear()
    setup_code.announce(public_app)
    assert code not in caplog.text


def test_the_code_can_not_be_guessed_for_ever(public_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_ADDRESS", 3)
    browser, base = public_app.test_client(), "https://inbox.example.com"
    guess = {**FORM, "code": "AAAA-AAAA-AAAA"}
    statuses = [browser.post("/setup", data=guess, base_url=base).status_code for _ in range(5)]
    assert statuses == [422] * 3 + [429] * 2


def test_on_loopback_no_code_is_asked_for(client: FlaskClient) -> None:
    assert 'name="code"' not in client.get("/setup").text
