"""The composer's `client_id`: a UUID that also proves that this user was given the form of this conversation.

So somebody whose colleague took the conversation meanwhile is told so, with their words kept, while for those who never
saw it it does not exist. A `client_id` of somebody else's making works as well; it proves nothing.
"""

from __future__ import annotations

import hmac
import secrets
import uuid

from flask import current_app

from qontak_line.models import User

_RANDOM = 6
"""Bytes in front; the proof fills the rest but for the UUID's own six bits."""


def draw(user: User, conversation_id: int) -> str:
    return str(_made(secrets.token_bytes(_RANDOM), user, conversation_id))


def was_given(client_id: str, user: User, conversation_id: int) -> bool:
    """Whether we drew this `client_id` for that user and conversation."""
    try:
        given = uuid.UUID(client_id)
    except ValueError:
        return False
    return hmac.compare_digest(given.bytes, _made(given.bytes[:_RANDOM], user, conversation_id).bytes)


def _made(random: bytes, user: User, conversation_id: int) -> uuid.UUID:
    said = b"composer %d %d " % (user.id, conversation_id) + random
    proof = hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), said, "sha256")
    return uuid.UUID(bytes=random + proof[: 16 - _RANDOM], version=4)
