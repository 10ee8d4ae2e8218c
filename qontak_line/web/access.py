"""Load and authorise in one step, through the user's organization: what is foreign or hidden does not exist (404)."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Conversation, Message, User, UserSession
from qontak_line.web.signed_in import me


def load_conversation(conversation_id: int, *, even_hidden: bool = False) -> Conversation:
    """A conversation that I may see, with its contact, channel and assignee.

    `even_hidden`: also one that a colleague has, for the two verbs that tell who was quicker (taking, and answering a
    form that I was given while I could see it). They must show nothing of it.
    """
    found = db.session.scalar(
        select(Conversation)
        .where(Conversation.id == conversation_id, Conversation.organization_id == me().organization_id)
        .options(
            joinedload(Conversation.contact),
            joinedload(Conversation.channel),
            joinedload(Conversation.assignee),
        )
    )
    if found is None or not (even_hidden or found.is_visible_to(me())):
        abort(404)
    return found


def load_message(conversation: Conversation, message_id: int) -> Message:
    """A message of a conversation that was loaded here."""
    found = db.session.scalar(
        select(Message).where(Message.id == message_id, Message.conversation_id == conversation.id)
    )
    if found is None:
        abort(404)
    return found


def load_channel(channel_id: int, *, even_disconnected: bool = False) -> Channel:
    """A channel of my organization; a disconnected one is gone unless asked for."""
    found = db.session.scalar(
        select(Channel).where(Channel.id == channel_id, Channel.organization_id == me().organization_id)
    )
    if found is None or (found.state is ChannelState.DISCONNECTED and not even_disconnected):
        abort(404)
    return found


def load_user(user_id: int) -> User:
    """One of my organization's users."""
    found = db.session.scalar(select(User).where(User.id == user_id, User.organization_id == me().organization_id))
    if found is None:
        abort(404)
    return found


def load_own_session(session_id: int) -> UserSession:
    """One of my own sessions."""
    found = db.session.scalar(select(UserSession).where(UserSession.id == session_id, UserSession.user_id == me().id))
    if found is None:
        abort(404)
    return found
