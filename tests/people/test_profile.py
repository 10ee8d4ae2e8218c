"""The profile: what everybody looks after themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.db import db, now, transaction
from qontak_line.models import Theme, User, UserSession
from qontak_line.web.profile.browsers import in_words
from tests.factories import Cast
from tests.people.conftest import PASSWORD, Attempt

SignIn = Callable[[int], FlaskClient]

OWN = {"current_password": PASSWORD, "password": "battery staple"}


def test_another_name(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.budi)
    assert browser.post("/profile", data={"name": "  Budi S. "}).status_code == 303
    assert "Budi S." in browser.get("/profile").text
    assert browser.post("/profile", data={"name": " "}).status_code == 422


def test_language_and_theme(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.budi)
    assert browser.post("/profile/preferences", data={"language": "id", "theme": "dark"}).status_code == 303
    page = browser.get("/profile").text
    assert '<html lang="id" data-theme="dark"' in page
    browser.post("/profile/preferences", data={"language": "", "theme": "system"})
    with app.app_context():
        budi = db.session.get_one(User, cast.budi)
        assert (budi.language, budi.theme) == (None, Theme.SYSTEM)


@pytest.mark.parametrize("chosen", [{"language": "xx", "theme": "dark"}, {"language": "id", "theme": "pink"}])
def test_what_there_is_not_can_not_be_chosen(cast: Cast, sign_in: SignIn, chosen: dict[str, str]) -> None:
    assert sign_in(cast.budi).post("/profile/preferences", data=chosen).status_code == 422


def test_an_own_password_keeps_this_session_and_ends_the_others(
    app: Flask, people: Cast, sign_in: SignIn, attempt: Attempt
) -> None:
    here, elsewhere = sign_in(people.budi), sign_in(people.budi)
    assert here.post("/profile/password", data=OWN).status_code == 303
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    assert attempt(app.test_client(), "budi", PASSWORD).status_code == 422
    assert attempt(app.test_client(), "budi", "battery staple").status_code == 303


@pytest.mark.parametrize(
    "changed", [{"current_password": "wrong horse"}, {"current_password": ""}, {"password": "short"}]
)
def test_a_refused_password_changes_nothing(
    app: Flask, people: Cast, sign_in: SignIn, attempt: Attempt, changed: dict[str, str]
) -> None:
    answer = sign_in(people.budi).post("/profile/password", data={**OWN, **changed})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    assert attempt(app.test_client(), "budi", PASSWORD).status_code == 303


def test_the_own_password_can_not_be_guessed_for_ever(people: Cast, sign_in: SignIn) -> None:
    browser = sign_in(people.budi)
    guess = {**OWN, "current_password": "wrong horse"}
    statuses = [browser.post("/profile/password", data=guess).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_one_other_session_is_ended(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    here, elsewhere, third = sign_in(cast.budi), sign_in(cast.budi), sign_in(cast.budi)
    with app.app_context():
        second = sorted(db.session.scalars(select(UserSession.id)))[1]
    assert here.post(f"/profile/sessions/{second}", data={"_method": "DELETE"}).status_code == 303
    assert elsewhere.get("/profile").status_code == 302
    assert here.get("/profile").status_code == third.get("/profile").status_code == 200


def test_somebody_elses_session_is_not_mine_to_end(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    sari = sign_in(cast.sari)
    with app.app_context():
        hers = db.session.scalars(select(UserSession.id)).one()
    assert sign_in(cast.dewi).post(f"/profile/sessions/{hers}", data={"_method": "DELETE"}).status_code == 404
    assert sari.get("/profile").status_code == 200


def test_all_others_end_at_once(cast: Cast, sign_in: SignIn) -> None:
    here, others = sign_in(cast.budi), [sign_in(cast.budi) for _ in range(3)]
    sari = sign_in(cast.sari)
    assert here.get("/profile").text.count("/profile/sessions/") == 3
    assert here.post("/profile/sessions", data={"_method": "DELETE"}).status_code == 303
    assert here.get("/profile").status_code == sari.get("/profile").status_code == 200
    assert all(other.get("/profile").status_code == 302 for other in others)


def test_a_session_that_ran_out_is_not_shown(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.budi)
    with app.app_context(), transaction() as session:
        session.scalars(select(UserSession)).one().expires_at = now() - timedelta(seconds=1)
    assert "/profile/sessions/" not in sign_in(cast.budi).get("/profile").text
    with app.app_context():
        app.extensions["jobs"].run_timers()
        assert len(db.session.scalars(select(UserSession)).all()) == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Edg/140.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Safari/604.1", "Safari · iPhone"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words
