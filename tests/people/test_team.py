"""The team page: who may change whom, and what a change takes with it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.actions import users
from qontak_line.db import db, transaction
from qontak_line.models import AuditEntry, Conversation, ConversationState, Role, User
from tests.factories import Cast, make_channel, make_conversation, make_user
from tests.people.conftest import PASSWORD, Attempt

SignIn = Callable[[int], FlaskClient]

NEW = {"username": "wati", "name": "Wati", "role": "agent", "password": "correct horse"}


def find(app: Flask, user_id: int) -> User:
    with app.app_context():
        return db.session.get_one(User, user_id)


def tags(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def test_an_admin_adds_a_user_who_can_log_in(app: Flask, cast: Cast, sign_in: SignIn, attempt: Attempt) -> None:
    admin = sign_in(cast.dewi)
    answer = admin.post("/team", data=NEW)
    assert (answer.status_code, answer.location) == (303, "/team")
    assert "Wati" in admin.get("/team").text
    browser = app.test_client()
    assert attempt(browser, "WATI", "correct horse").status_code == 303
    assert browser.get("/team").status_code == 403
    assert "user:invited" in tags(app)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"username": ""}, "field is required"),
        ({"username": "Budi"}, "taken"),
        ({"username": "ZAKI"}, "taken"),
        ({"username": "wa ti"}, "Letters"),
        ({"password": "short"}, "At least 8"),
        ({"role": "owner"}, ""),
        ({"name": "x" * 101}, "At most 100"),
    ],
)
def test_a_refused_user_comes_back(app: Flask, cast: Cast, sign_in: SignIn, changed: dict[str, str], word: str) -> None:
    answer = sign_in(cast.dewi).post("/team", data={**NEW, **changed})
    assert answer.status_code == 422
    assert word in answer.text
    with app.app_context():
        assert db.session.scalar(select(User).where(User.username_key == "wati")) is None


def test_the_list_holds_ones_own_organization_only(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.dewi).get("/team").text
    assert all(name in page for name in ("Dewi", "Rina", "Budi", "Sari", "Tono"))
    assert "Zaki" not in page


def test_a_supervisor_looks_and_does_not_touch(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rina).get("/team").text
    assert "Budi" in page
    assert "/team/new" not in page and f"/team/{cast.budi}" not in page


def test_another_role_counts_at_once(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    budi = sign_in(cast.budi)
    assert sign_in(cast.dewi).post(f"/team/{cast.budi}/role", data={"role": "supervisor"}).status_code == 303
    assert budi.get("/inbox").status_code == 302
    assert sign_in(cast.budi).get("/team").status_code == 200
    assert find(app, cast.budi).role is Role.SUPERVISOR


def test_the_same_role_changes_nothing(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    budi = sign_in(cast.budi)
    sign_in(cast.dewi).post(f"/team/{cast.budi}/role", data={"role": "agent"})
    assert budi.get("/profile").status_code == 200
    assert "user:role:changed" not in tags(app)


def test_a_deactivated_user_is_out_at_once(app: Flask, people: Cast, sign_in: SignIn, attempt: Attempt) -> None:
    budi = sign_in(people.budi)
    admin = sign_in(people.dewi)
    assert admin.post(f"/team/{people.budi}/deactivation").status_code == 303
    assert budi.get("/profile").status_code == 302
    assert attempt(app.test_client(), "budi", PASSWORD).status_code == 422
    assert admin.post(f"/team/{people.budi}/deactivation").status_code == 303
    assert tags(app).count("user:deactivated") == 1
    assert admin.post(f"/team/{people.budi}/deactivation", data={"_method": "DELETE"}).status_code == 303
    assert attempt(app.test_client(), "budi", PASSWORD).status_code == 303


def test_what_was_theirs_becomes_unassigned(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context():
        channel = make_channel(cast.organization)
        mine = make_conversation(channel, "Siti", assignee_id=cast.budi).id
        snoozed = make_conversation(channel, "Agus", assignee_id=cast.budi, state=ConversationState.SNOOZED).id
        done = make_conversation(channel, "Made", assignee_id=cast.budi, state=ConversationState.RESOLVED).id
        others = make_conversation(channel, "Ayu", assignee_id=cast.sari).id
        stream = app.extensions["broker"].open(cast.organization)
    sign_in(cast.dewi).post(f"/team/{cast.budi}/deactivation")
    with app.app_context():
        found = {one.id: one.assignee_id for one in db.session.scalars(select(Conversation))}
    assert found == {mine: None, snoozed: None, done: cast.budi, others: cast.sari}
    assert set(stream.take(0)) == {"sessions", f"conversation:{mine}", f"conversation:{snoozed}"}


def test_a_reset_password_ends_the_sessions(app: Flask, people: Cast, sign_in: SignIn, attempt: Attempt) -> None:
    budi = sign_in(people.budi)
    admin = sign_in(people.dewi)
    assert admin.post(f"/team/{people.budi}/password", data={"password": "short"}).status_code == 422
    assert admin.post(f"/team/{people.budi}/password", data={"password": "battery staple"}).status_code == 303
    assert budi.get("/profile").status_code == 302
    assert attempt(app.test_client(), "budi", PASSWORD).status_code == 422
    assert attempt(app.test_client(), "budi", "battery staple").status_code == 303


@pytest.mark.parametrize(("path", "data"), [("deactivation", {}), ("role", {"role": "agent"})])
def test_the_last_admin_stays(app: Flask, cast: Cast, sign_in: SignIn, path: str, data: dict[str, str]) -> None:
    admin = sign_in(cast.dewi)
    answer = admin.post(f"/team/{cast.dewi}/{path}", data=data)
    assert answer.status_code == 422
    assert "last active Admin" in answer.text
    assert find(app, cast.dewi).role is Role.ADMIN and find(app, cast.dewi).is_active
    sign_in(cast.dewi).post(f"/team/{cast.rina}/role", data={"role": "admin"})
    assert admin.post(f"/team/{cast.dewi}/{path}", data=data).status_code == 303


def test_a_deactivated_admin_is_no_other_admin(app: Flask, cast: Cast) -> None:
    with app.app_context():
        dewi = db.session.get_one(User, cast.dewi)
        second = make_user(dewi.organization, "putri", Role.ADMIN)
        with transaction():
            users.deactivate(second, by=dewi)
        with pytest.raises(users.LastAdmin), transaction():
            users.deactivate(dewi, by=dewi)


def test_two_admins_who_go_at_once_leave_one(app: Flask, cast: Cast) -> None:
    with app.app_context():
        putri = make_user(db.session.get_one(User, cast.dewi).organization, "putri", Role.ADMIN).id
    barrier = threading.Barrier(2)

    def demote(user_id: int) -> None:
        with app.app_context():
            user = db.session.get_one(User, user_id)
            barrier.wait()
            try:
                with transaction():
                    users.change_role(user, Role.AGENT, by=user)
            except users.LastAdmin:
                pass

    threads = [threading.Thread(target=demote, args=(user_id,)) for user_id in (cast.dewi, putri)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted([find(app, cast.dewi).role, find(app, putri).role]) == [Role.ADMIN, Role.AGENT]
