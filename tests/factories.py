"""Make rows for tests; each call needs an app context and commits. The cast's relations are stated in `Cast`."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import current_app

from qontak_line.db import Base, db, now, transaction
from qontak_line.models import (
    Channel,
    ChannelState,
    Contact,
    ContactKind,
    Conversation,
    Direction,
    Kind,
    Message,
    Organization,
    Role,
    User,
    UserSession,
)
from qontak_line.models.channel import new_webhook_key
from qontak_line.models.user import username_key
from qontak_line.models.user_session import LIFETIME, new_token, token_hash

Row = TypeVar("Row", bound=Base)

_numbers = itertools.count(1)

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "token-of-the-tests"


@dataclass(frozen=True)
class Cast:
    """Ids. `organization`: dewi, rina, budi, sari, and tono who was deactivated; `other`: zaki, an Admin."""

    organization: int
    dewi: int
    rina: int
    budi: int
    sari: int
    tono: int
    other: int
    zaki: int


def make_cast() -> Cast:
    organization, other = make_organization("Toko Melati"), make_organization("Toko Lain")
    tono = make_user(organization, "tono", Role.AGENT)
    with transaction():
        tono.deactivated_at = now()
    return Cast(
        organization=organization.id,
        dewi=make_user(organization, "dewi", Role.ADMIN).id,
        rina=make_user(organization, "rina", Role.SUPERVISOR).id,
        budi=make_user(organization, "budi", Role.AGENT).id,
        sari=make_user(organization, "sari", Role.AGENT).id,
        tono=tono.id,
        other=other.id,
        zaki=make_user(other, "zaki", Role.ADMIN).id,
    )


def make_organization(name: str = "Toko Melati") -> Organization:
    return _added(Organization(name=name, timezone="Asia/Jakarta"))


def make_user(organization: Organization, username: str, role: Role, password_hash: str = "!") -> User:  # noqa: S107
    return _added(
        User(
            organization_id=organization.id,
            username=username,
            username_key=username_key(username),
            name=username.title(),
            role=role,
            password_hash=password_hash,
        )
    )


def open_session(user_id: int) -> str:
    """A living session; gives the cookie's token."""
    token = new_token()
    _added(UserSession(user_id=user_id, token_hash=token_hash(token), expires_at=now() + LIFETIME))
    return token


def make_channel(organization_id: int, **given: Any) -> Channel:
    sealer = current_app.extensions["sealer"]
    number = next(_numbers)
    values: dict[str, Any] = {
        "organization_id": organization_id,
        "state": ChannelState.CONNECTED,
        "webhook_key": new_webhook_key(),
        "line_bot_id": f"U{number:032x}",
        "line_channel_id": f"16{number:08d}",
        "name": f"Toko Melati {number}",
        "basic_id": f"@melati{number}",
        "chat_mode": "bot",
        "secret_sealed": sealer.seal(SECRET),
        "secret_hint": SECRET[-4:],
        "token_sealed": sealer.seal(TOKEN),
    }
    return _added(Channel(**{**values, **given}))


def make_conversation(channel: Channel, name: str = "Siti", **given: Any) -> Conversation:
    contact = _added(
        Contact(
            organization_id=channel.organization_id,
            channel_id=channel.id,
            kind=ContactKind.USER,
            external_id=f"U{next(_numbers):032x}",
            name=name,
        )
    )
    return _added(
        Conversation(organization_id=channel.organization_id, channel_id=channel.id, contact_id=contact.id, **given)
    )


def make_message(conversation: Conversation, text: str, at: datetime | None = None, **given: Any) -> Message:
    values: dict[str, Any] = {
        "organization_id": conversation.organization_id,
        "channel_id": conversation.channel_id,
        "conversation_id": conversation.id,
        "direction": Direction.INCOMING,
        "kind": Kind.TEXT,
        "external_id": f"46{next(_numbers):016d}",
        "text": text,
        "sender_id": conversation.contact_id,
        "said_at": at or now() + timedelta(milliseconds=next(_numbers)),
    }
    message = _added(Message(**{**values, **given}))
    with transaction():
        conversation.last_message_id, conversation.last_message_at = message.id, message.said_at
    return message


def _added(row: Row) -> Row:
    with transaction() as session:
        session.add(row)
    db.session.refresh(row)
    return row
