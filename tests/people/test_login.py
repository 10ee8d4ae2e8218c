"""Log in and out: sessions are rows, and each can be ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.db import db, now, transaction
from qontak_line.models import User, UserSession
from qontak_line.models.user_session import LIFETIME, REMEMBERED_LIFETIME
from tests.factories import Cast
from tests.people.conftest import PASSWORD, Attempt


def sessions_of(app: Flask, user_id: int) -> list[UserSession]:
    with app.app_context():
        return list(db.session.scalars(select(UserSession).where(UserSession.user_id == user_id)))


def is_signed_in(browser: FlaskClient) -> bool:
    return browser.get("/profile").status_code == 200


def test_a_right_pair_opens_a_session(app: Flask, client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    answer = attempt(client, " DEWI ", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert is_signed_in(client)
    (kept,) = sessions_of(app, people.dewi)
    assert kept.address == "192.0.2.1"
    assert timedelta(0) < kept.expires_at - now() <= LIFETIME


@pytest.mark.parametrize(
    ("username", "password"),
    [("dewi", "wrong horse"), ("nobody", PASSWORD), ("tono", PASSWORD), ("dewi", PASSWORD + "x" * 300)],
)
def test_a_wrong_pair_does_not_tell_which_half(
    client: FlaskClient, people: Cast, attempt: Attempt, username: str, password: str
) -> None:
    answer = attempt(client, username, password)
    assert answer.status_code == 422
    assert "Wrong username or password." in answer.text
    assert password not in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("username", ["dewi", "nobody", "tono"])
def test_known_and_unknown_users_cost_the_same_work(
    client: FlaskClient, people: Cast, attempt: Attempt, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    looked_at: list[str] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: bytes) -> bool:
        looked_at.append(kept)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    attempt(client, username, "wrong horse")
    assert len(looked_at) == 1
    assert looked_at[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_empty_fields_are_named_at_the_field(client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    assert attempt(client, "", "").text.count("field is required") == 2
    assert attempt(client, "dewi", "").text.count("field is required") == 1


def test_remember_me_lasts_beyond_the_browser(app: Flask, client: FlaskClient, people: Cast) -> None:
    answer = client.post("/login", data={"username": "dewi", "password": PASSWORD, "remember": "y"})
    kept = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("qontak_line=")]
    assert "Expires=" in kept[0]
    (row,) = sessions_of(app, people.dewi)
    assert LIFETIME < row.expires_at - now() <= REMEMBERED_LIFETIME


def test_otherwise_the_cookie_goes_with_the_browser(client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    answer = attempt(client, "dewi", PASSWORD)
    kept = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("qontak_line=")]
    assert "Expires=" not in kept[0] and "Max-Age" not in kept[0]


def test_next_leads_back_into_the_app_only(app: Flask, people: Cast) -> None:
    def land(target: str) -> str | None:
        data = {"username": "dewi", "password": PASSWORD, "next": target}
        return app.test_client().post("/login", data=data).location

    assert land("/inbox/7?before=3") == "/inbox/7?before=3"
    assert land("//example.com") == "/inbox"
    assert land("https://example.com") == "/inbox"


def test_the_page_asked_for_comes_after_the_login(client: FlaskClient, people: Cast) -> None:
    answer = client.get("/profile?from=mail")
    assert answer.location == "/login?next=/profile?from%3Dmail"
    assert 'name="next" value="/profile?from=mail"' in client.get(answer.location).text


def test_a_session_can_not_be_planted(app: Flask, people: Cast, attempt: Attempt) -> None:
    """Fixation: whatever the browser held before the login is worth nothing afterwards, and opens nothing."""
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = "planted"
        kept["planted"] = "yes"
    attempt(browser, "dewi", PASSWORD)
    with browser.session_transaction() as kept:
        assert kept["_user_id"] != "planted"
        assert "planted" not in kept


def test_logging_in_again_ends_the_session_before(
    app: Flask, client: FlaskClient, people: Cast, attempt: Attempt
) -> None:
    attempt(client, "dewi", PASSWORD)
    attempt(client, "rina", PASSWORD)
    assert sessions_of(app, people.dewi) == []
    assert len(sessions_of(app, people.rina)) == 1


def test_logout_ends_the_session_itself(app: Flask, client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    attempt(client, "dewi", PASSWORD)
    stolen = app.test_client()
    with client.session_transaction() as mine, stolen.session_transaction() as theirs:
        theirs["_user_id"] = mine["_user_id"]
    assert is_signed_in(stolen)
    answer = client.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert sessions_of(app, people.dewi) == []
    assert not is_signed_in(client) and not is_signed_in(stolen)


def test_logging_out_is_a_post(client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    attempt(client, "dewi", PASSWORD)
    assert client.get("/logout").status_code == 405
    assert is_signed_in(client)


def test_who_is_signed_in_needs_no_login(client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    attempt(client, "dewi", PASSWORD)
    assert client.get("/login").location == "/inbox"
    assert client.get("/login?next=/profile").location == "/profile"
    assert client.get("/login?next=//example.com").location == "/inbox"


def test_a_session_runs_out_and_posts_alone_prolong_it(
    app: Flask, client: FlaskClient, people: Cast, attempt: Attempt
) -> None:
    attempt(client, "dewi", PASSWORD)
    an_hour_ago = now() - timedelta(hours=1)
    with app.app_context(), transaction() as session:
        kept = session.scalars(select(UserSession)).one()
        kept.last_seen_at, kept.expires_at = an_hour_ago, an_hour_ago + LIFETIME
    client.get("/profile")
    assert sessions_of(app, people.dewi)[0].last_seen_at == an_hour_ago
    client.post("/profile", data={"name": "Dewi"})
    assert now() - sessions_of(app, people.dewi)[0].last_seen_at < timedelta(minutes=1)
    with app.app_context(), transaction() as session:
        session.scalars(select(UserSession)).one().expires_at = an_hour_ago
    assert not is_signed_in(client)


def test_a_dated_hash_is_renewed_by_the_login(app: Flask, client: FlaskClient, people: Cast, attempt: Attempt) -> None:
    app.config["PASSWORD_COST"] = (2, 16, 1)
    assert attempt(client, "dewi", PASSWORD).status_code == 303
    with app.app_context():
        renewed = db.session.get_one(User, people.dewi).password_hash
    assert "m=16,t=2" in renewed
    assert attempt(app.test_client(), "dewi", PASSWORD).status_code == 303


def test_the_language_is_chosen_before_the_login(client: FlaskClient, people: Cast) -> None:
    assert '<html lang="en"' in client.get("/login").text
    answer = client.post("/language", data={"language": "id", "next": "/profile"})
    assert (answer.status_code, answer.location) == (303, "/login?next=/profile")
    assert '<html lang="id"' in client.get("/login").text
    assert client.post("/language", data={"language": "xx"}).status_code == 400
