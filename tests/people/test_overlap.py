"""Two who change the same people at the same moment."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from qontak_line.actions import conversations, passwords, sessions, users
from qontak_line.actions.messages.send import send
from qontak_line.db import db, transaction
from qontak_line.models import Conversation, Role, User, UserSession
from tests.factories import Cast, make_channel, make_conversation
from tests.overlap import overlap

pytestmark = pytest.mark.postgresql

CLIENT_ID = "b7a6c1d2-3e4f-4a5b-8c6d-7e8f9a0b1c2d"


def user(number: int) -> User:
    return db.session.get_one(User, number)


@pytest.fixture
def conversation_id(app: Flask, cast: Cast) -> int:
    with app.app_context():
        return int(make_conversation(make_channel(cast.organization)).id)


def test_two_admins_who_demote_each_other_leave_one(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        user(cast.rina).role = Role.ADMIN
    demote_rina = lambda: users.change_role(user(cast.rina), Role.AGENT, user(cast.dewi))  # noqa: E731
    demote_dewi = lambda: users.change_role(user(cast.dewi), Role.AGENT, user(cast.rina))  # noqa: E731
    one, other = overlap(app, demote_rina, demote_dewi)
    assert one is None and isinstance(other, users.LastAdmin)


def test_an_admin_made_meanwhile_counts(app: Flask, cast: Cast) -> None:
    """Rina was no Admin when she was looked at; she is the only one when it is her turn to go."""

    def swap() -> None:
        users.change_role(user(cast.rina), Role.ADMIN, user(cast.dewi))
        users.change_role(user(cast.dewi), Role.AGENT, user(cast.dewi))

    one, other = overlap(app, swap, lambda: users.deactivate(user(cast.rina), None))
    assert one is None and isinstance(other, users.LastAdmin)


@pytest.mark.parametrize("way", ["assign", "take", "take next", "answer"])
@pytest.mark.parametrize("is_given_first", [True, False])
def test_nobody_who_is_gone_has_a_conversation(
    app: Flask, cast: Cast, conversation_id: int, way: str, is_given_first: bool
) -> None:
    def conversation() -> Conversation:
        return db.session.get_one(Conversation, conversation_id)

    give = {
        "assign": lambda: conversations.assign(conversation(), user(cast.sari), user(cast.dewi)),
        "take": lambda: conversations.take(conversation(), user(cast.sari)),
        "take next": lambda: conversations.take_next(user(cast.sari)),
        "answer": lambda: send(conversation(), by=user(cast.sari), client_id=CLIENT_ID, texts=["Halo"]),
    }[way]
    leave = lambda: users.deactivate(user(cast.sari), user(cast.dewi))  # noqa: E731
    overlap(app, *((give, leave) if is_given_first else (leave, give)))
    with app.app_context():
        assert not user(cast.sari).is_active
        assert conversation().assignee_id is None


@pytest.mark.parametrize("is_begun_first", [True, False])
def test_no_session_outlives_the_password_it_was_begun_with(app: Flask, cast: Cast, is_begun_first: bool) -> None:
    with app.app_context():
        proof = sessions.Proof(cast.budi, user(cast.budi).password_hash, None)
        fresh = passwords.hash_password("battery staple")
    begin = lambda: sessions.begin(proof, remembered=False, user_agent="", address="")  # noqa: E731
    reset = lambda: users.reset_password(user(cast.budi), fresh, user(cast.dewi))  # noqa: E731
    overlap(app, *((begin, reset) if is_begun_first else (reset, begin)))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
        assert user(cast.budi).password_hash == fresh
