"""Two organizations with one of everything, and a browser for everybody; made once and copied for each case.

A new kind of path parameter gets its ids here, in `Nouns` and `values()`.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qontak_line.db import db, transaction
from qontak_line.media_store import media_store
from qontak_line.models import Conversation, Delivery, DeliveryState, Direction, Picture, User, UserSession
from tests.databases import Databases
from tests.factories import Cast, make_cast, make_channel, make_conversation, make_message, open_session

ROLES = ("agent", "supervisor", "admin")
ACTORS = ("nobody", *ROLES, "other admin", "deactivated")

Values = dict[str, int | str]

WORLD = "world"
"""The name of the kept database."""

PICTURE = "pictures/{:032x}.webp"


@dataclass(frozen=True)
class Nouns:
    """Ids of one of everything in an organization."""

    user: int
    channel: int
    conversation: int
    message: int
    webhook_key: str
    taken: int
    """A conversation that is somebody else's, so that an Agent does not see it."""
    taken_message: int
    picture: int
    words: tuple[str, ...]
    """Texts that only this organization may read."""


@dataclass(frozen=True)
class World:
    """`sessions`: actor → id of a second session of theirs."""

    databases: Databases
    cast: Cast
    ours: Nouns
    theirs: Nouns
    tokens: dict[str, str]
    sessions: dict[str, int]

    def reset(self, app: Flask) -> None:
        """Make the database what it was at the beginning."""
        self.databases.reset(app, WORLD)

    def fingerprint(self, app: Flask) -> str:
        """A hash over every row there is."""
        return self.databases.fingerprint(app)

    def put_files(self, app: Flask) -> None:
        """What lies beside the database."""
        with app.app_context():
            for organization_id in (self.cast.organization, self.cast.other):
                media_store().put(PICTURE.format(organization_id), b"RIFF")

    def browser(self, app: Flask, actor: str) -> FlaskClient:
        """A browser of this actor; `nobody` has no session, and `deactivated` one from before."""
        browser = app.test_client()
        if actor != "nobody":
            with browser.session_transaction() as kept:
                kept["_user_id"] = self.tokens[actor]
        return browser

    def values(self, actor: str, whose: str) -> Values:
        """Path parameters. `whose`: own, foreign (of the other organization), taken (somebody else's conversation)."""
        mine = (self.theirs if actor == "other admin" else self.ours) if whose != "foreign" else None
        nouns = mine or (self.ours if actor == "other admin" else self.theirs)
        stranger = "admin" if actor == "other admin" else "other admin"
        return {
            "user_id": nouns.user,
            "channel_id": nouns.channel,
            "conversation_id": nouns.taken if whose == "taken" else nouns.conversation,
            "message_id": nouns.taken_message if whose == "taken" else nouns.message,
            "session_id": self.sessions.get(actor, 0) if whose != "foreign" else self.sessions[stranger],
            "key": nouns.webhook_key,
            "picture_id": nouns.picture,
            "filename": "css/tokens.css",
        }


def make_world(app: Flask, databases: Databases) -> World:
    """Fill the app's empty database, and keep it as WORLD."""
    with app.app_context():
        cast = make_cast()
        who = {
            "agent": cast.budi,
            "supervisor": cast.rina,
            "admin": cast.dewi,
            "other admin": cast.zaki,
            "deactivated": cast.tono,
        }
        tokens = {actor: open_session(user_id) for actor, user_id in who.items()}
        sessions = {actor: _second_session(user_id) for actor, user_id in who.items()}
        ours = _one_of_everything(cast.organization, cast.sari, cast.sari, "Melati")
        theirs = _one_of_everything(cast.other, cast.zaki, cast.zaki, "Kenanga")
    databases.keep(app, WORLD)
    return World(databases, cast, ours, theirs, tokens, sessions)


def _second_session(user_id: int) -> int:
    open_session(user_id)
    newest = select(UserSession.id).where(UserSession.user_id == user_id).order_by(UserSession.id.desc())
    return db.session.scalars(newest).first() or 0


def _one_of_everything(organization_id: int, user_id: int, assignee_id: int, word: str) -> Nouns:
    channel = make_channel(organization_id, name=f"Toko {word}", basic_id=f"@{word.lower()}")
    conversation = make_conversation(channel, f"Pelanggan {word}")
    make_message(conversation, f"Halo dari {word}")
    taken = make_conversation(channel, f"Langganan {word}", assignee_id=assignee_id)
    make_message(taken, f"Pesan untuk {word}")
    return Nouns(
        user=user_id,
        channel=channel.id,
        conversation=conversation.id,
        message=_failed_answer(conversation, user_id, f"Jawaban {word}"),
        webhook_key=channel.webhook_key,
        taken=taken.id,
        taken_message=_failed_answer(taken, user_id, f"Balasan {word}"),
        picture=_picture(organization_id),
        words=(word, db.session.get_one(User, user_id).name),
    )


def _picture(organization_id: int) -> int:
    """A row without its file."""
    with transaction() as session:
        picture = Picture(
            organization_id=organization_id,
            source_url=f"https://profile.line-scdn.net/{organization_id}",
            store_key=PICTURE.format(organization_id),
            media_type="image/webp",
        )
        session.add(picture)
    return picture.id


def _failed_answer(conversation: Conversation, user_id: int, text: str) -> int:
    """An outgoing message that LINE refused, so that it can be tried again."""
    with transaction() as session:
        delivery = Delivery(
            organization_id=conversation.organization_id,
            channel_id=conversation.channel_id,
            conversation_id=conversation.id,
            user_id=user_id,
            client_id=f"00000000-0000-4000-8000-{conversation.id:012d}",
            body_hash="0" * 64,
            state=DeliveryState.FAILED,
        )
        session.add(delivery)
    message = make_message(
        conversation,
        text,
        direction=Direction.OUTGOING,
        user_id=user_id,
        sender_id=None,
        external_id=None,
        delivery_id=delivery.id,
    )
    return message.id
