"""Fetch the picture of a contact or a channel after LINE named another one."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from qontak_line.actions import tell
from qontak_line.actions.deliver.senders import ask
from qontak_line.actions.pictures.keep import keep
from qontak_line.db import db, now, transaction
from qontak_line.jobs import every, task
from qontak_line.media_store import StoreAway, media_store
from qontak_line.models import Channel, ChannelState, Contact, Conversation, Picture

_TEN_MINUTES_S = 600
_AT_ONCE = 20
_STORE_AWAY = timedelta(minutes=10)

log = logging.getLogger(__name__)


@task
def refresh_contact(contact_id: int) -> None:
    """Give the contact the picture that its profile names; one that can not be had leaves it without."""
    contact = db.session.get(Contact, contact_id)
    if contact is not None:
        ask(contact.channel_id, ("picture", contact_id), partial(_refresh_contact, contact_id))


def _refresh_contact(contact_id: int) -> None:
    contact = db.session.get(Contact, contact_id, populate_existing=True)
    if contact is None or _is_fresh(contact):
        return
    organization_id, url = contact.organization_id, contact.picture_url
    try:
        picture_id = _kept(organization_id, url)
    except StoreAway as problem:
        return _again_later(contact_id, problem)
    with transaction() as session:
        contact = session.get(Contact, contact_id, populate_existing=True)
        if contact is None or contact.picture_url != url or contact.picture_id == picture_id:
            return
        contact.picture_id = picture_id
        conversation_id = session.scalar(select(Conversation.id).where(Conversation.contact_id == contact_id))
        if conversation_id is not None:
            tell.look(organization_id, f"conversation:{conversation_id}")


@task
def refresh_channel(channel_id: int) -> None:
    """Give the channel the picture that LINE's bot info names."""
    ask(channel_id, ("channel's picture", channel_id), partial(_refresh_channel, channel_id))


def _refresh_channel(channel_id: int) -> None:
    channel = db.session.get(Channel, channel_id, populate_existing=True)
    if channel is None or _is_fresh(channel):
        return
    organization_id, url = channel.organization_id, channel.picture_url
    try:
        picture_id = _kept(organization_id, url)
    except StoreAway as problem:
        return log.warning("picture of channel %d: %s", channel_id, problem)  # the sweep looks again
    with transaction() as session:
        channel = session.get(Channel, channel_id, populate_existing=True)
        if channel is None or channel.picture_url != url or channel.picture_id == picture_id:
            return
        channel.picture_id = picture_id
        tell.look(organization_id, "channels")


@every(_TEN_MINUTES_S, alone=True)
def sweep() -> None:
    """Channels whose picture could not be had yet; contacts are looked at again with their profile."""
    missing = select(Channel.id).where(
        Channel.picture_url.is_not(None), Channel.picture_id.is_(None), Channel.state != ChannelState.DISCONNECTED
    )
    for channel_id in db.session.scalars(missing.limit(_AT_ONCE)).all():
        refresh_channel.nudge(channel_id)
    media_store().sweep()


def _is_fresh(owner: Contact | Channel) -> bool:
    """Whether its picture is the one that LINE names."""
    if owner.picture_url is None or owner.picture_id is None:
        return owner.picture_url is None and owner.picture_id is None
    return db.session.scalar(select(Picture.source_url).where(Picture.id == owner.picture_id)) == owner.picture_url


def _again_later(contact_id: int, problem: StoreAway) -> None:
    """Its profile is asked for anew, and then this picture too."""
    log.warning("picture of contact %d: %s", contact_id, problem)
    with transaction() as session:
        contact = session.get(Contact, contact_id, populate_existing=True)
        if contact is not None:
            contact.profile_next_at = now() + _STORE_AWAY


def _kept(organization_id: int, url: str | None) -> int | None:
    picture = keep(organization_id, url) if url else None
    return picture.id if picture else None
