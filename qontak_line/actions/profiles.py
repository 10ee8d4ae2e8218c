"""Ask LINE who somebody is: name, picture, status. The chat is there whether LINE answers or not.

Source: LINE's "Get profile", "Get group chat summary", "Get group chat member profile".
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import exists, select

from qontak_line.actions import pictures, tell
from qontak_line.actions.channels.client import client_for
from qontak_line.actions.deliver.senders import ask
from qontak_line.crypto import Unreadable
from qontak_line.db import db, now, on_commit, transaction
from qontak_line.jobs import every, task
from qontak_line.line.client import LineClient
from qontak_line.line.errors import LineError, NotFound
from qontak_line.line.types import GroupSummary, Profile
from qontak_line.models import Contact, ContactKind, Conversation

STALE_AFTER = timedelta(days=1)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(days=1)
_AT_ONCE = 50
_LONGEST_NAME = 200

_Way = Callable[[LineClient], Profile | GroupSummary]

log = logging.getLogger(__name__)


def want(contact: Contact) -> None:
    """Inside a transaction: ask for a profile that is unknown or old, once it is committed."""
    fetched_at = contact.profile_fetched_at
    is_known = fetched_at is not None and now() - fetched_at < STALE_AFTER
    if is_known or contact.profile_next_at is not None:
        return
    contact.profile_next_at = now() + _FIRST_PAUSE  # when the sweep looks, should the nudge be lost
    contact_id = contact.id
    on_commit(lambda: refresh.nudge(contact_id))


@task
def refresh(contact_id: int) -> None:
    """Fetch and keep one contact's profile. What LINE does not tell stays empty, and is asked for again in a day."""
    contact = db.session.get(Contact, contact_id)
    if contact is not None:
        ask(contact.channel_id, ("profile", contact_id), partial(_refresh, contact_id))


def _refresh(contact_id: int) -> None:
    contact = db.session.get(Contact, contact_id, populate_existing=True)
    if contact is None:
        return
    try:
        found = _ask(contact)
    except (LineError, Unreadable) as problem:
        log.info("profile of contact %d: %s", contact_id, type(problem).__name__)
        _again_later(contact_id)
    else:
        _keep(contact_id, found)


@every(15, alone=True)
def sweep() -> None:
    """Whose turn has come: lost nudges, and LINE's failures after a while."""
    for contact_id in db.session.scalars(
        select(Contact.id).where(Contact.profile_next_at <= now()).order_by(Contact.profile_next_at).limit(_AT_ONCE)
    ).all():
        refresh.nudge(contact_id)


def _ask(contact: Contact) -> Profile | GroupSummary | None:
    """Raises LineError, Unreadable. None: LINE does not tell."""
    has_chat = db.session.scalar(select(exists().where(Conversation.contact_id == contact.id)))
    met_in = db.session.get(Contact, contact.met_in_id) if contact.met_in_id else None
    ways = _ways(contact, met_in, has_chat=bool(has_chat))
    with client_for(contact.channel) as line:
        db.session.rollback()  # no transaction stays open while LINE is asked
        for way in ways:
            try:
                return way(line)
            except NotFound:
                continue
    return None


def _ways(contact: Contact, met_in: Contact | None, *, has_chat: bool) -> list[_Way]:
    """Which questions may be answered, the likelier first. Rooms have neither name nor picture."""
    who = contact.external_id
    if contact.kind is ContactKind.GROUP:
        return [lambda line: line.group_summary(who)]
    if contact.kind is ContactKind.ROOM:
        return []
    ways: list[_Way] = [lambda line: line.profile(who)]
    if met_in is not None:
        chat_id, is_room = met_in.external_id, met_in.kind is ContactKind.ROOM
        ways.append(lambda line: line.room_member(chat_id, who) if is_room else line.group_member(chat_id, who))
    return ways if has_chat else ways[::-1]


def _keep(contact_id: int, found: Profile | GroupSummary | None) -> None:
    with transaction() as session:
        contact = session.get(Contact, contact_id, populate_existing=True)
        if contact is None:
            return
        contact.profile_fetched_at, contact.profile_next_at, contact.profile_failures = now(), None, 0
        if found is not None:
            changed = _changed(contact, found)
            for name, value in changed.items():
                setattr(contact, name, value)
            if changed:
                _tell(contact)
        on_commit(lambda: pictures.refresh_contact.nudge(contact_id))


def _changed(contact: Contact, found: Profile | GroupSummary) -> dict[str, Any]:
    """Languages and status messages are told in one-to-one chats only: what is not told stays."""
    if isinstance(found, GroupSummary):
        told: dict[str, Any] = {"name": found.group_name, "picture_url": found.picture_url}
    else:
        told = {"name": found.display_name, "picture_url": found.picture_url}
        told |= {"status_message": found.status_message} if found.status_message else {}
        told |= {"language": found.language[:20]} if found.language else {}
    told["name"] = told["name"].strip()[:_LONGEST_NAME]
    return {name: value for name, value in told.items() if value != getattr(contact, name)}


def _tell(contact: Contact) -> None:
    conversation_id = db.session.scalar(select(Conversation.id).where(Conversation.contact_id == contact.id))
    if conversation_id is None and contact.met_in_id is not None:
        conversation_id = db.session.scalar(select(Conversation.id).where(Conversation.contact_id == contact.met_in_id))
    if conversation_id is not None:
        tell.look(contact.organization_id, f"conversation:{conversation_id}")


def _again_later(contact_id: int) -> None:
    with transaction() as session:
        contact = session.get(Contact, contact_id, populate_existing=True)
        if contact is None:
            return
        contact.profile_failures += 1
        contact.profile_next_at = now() + min(_FIRST_PAUSE * 2 ** min(contact.profile_failures, 12), _LONGEST_PAUSE)
