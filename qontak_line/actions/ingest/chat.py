"""Who speaks where: contacts and the one conversation of each chat. The unique indexes decide who made them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, or_, select, update

from qontak_line.actions import profiles
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.upsert import insert_once
from qontak_line.line.events import Event
from qontak_line.line.sources import GroupSource, RoomSource, Source, UserSource
from qontak_line.models import Contact, ContactKind, Conversation

_KINDS: dict[type[Source], ContactKind] = {
    UserSource: ContactKind.USER,
    GroupSource: ContactKind.GROUP,
    RoomSource: ContactKind.ROOM,
}
LONGEST_ID = 64


@dataclass(frozen=True)
class Chat:
    """A conversation, whose it is, and who spoke in it (None when LINE does not say)."""

    conversation_id: int
    contact: Contact
    sender_id: int | None


def open_chat(arrival: Arrival, event: Event) -> Chat | None:
    """The chat of an event, made when it is new. None when the event has no place."""
    source = event.source
    kind = _KINDS.get(type(source)) if source else None
    if source is None or kind is None or source.chat_id is None or len(source.chat_id) > LONGEST_ID:
        return None
    contact = meet(arrival, kind, source.chat_id)
    conversation_id = _conversation_id(arrival, contact, event)
    return Chat(conversation_id, contact, _sender_id(arrival, source, contact))


def meet(arrival: Arrival, kind: ContactKind, external_id: str, met_in: Contact | None = None) -> Contact:
    """The contact with LINE's id, made when it is new. LINE is asked for its name when that is unknown or old."""
    of_line = select(Contact).where(Contact.channel_id == arrival.channel_id, Contact.external_id == external_id)
    contact = arrival.session.scalar(of_line)
    if contact is None:
        ids = {"organization_id": arrival.organization_id, "channel_id": arrival.channel_id}
        unique = ["channel_id", "external_id"]
        insert_once(arrival.session, Contact, unique, **ids, kind=kind, external_id=external_id)
        contact = arrival.session.scalars(of_line).one()
    if met_in is not None and contact.met_in_id != met_in.id:
        contact.met_in_id = met_in.id
    profiles.want(contact)
    return contact


def _sender_id(arrival: Arrival, source: Source, contact: Contact) -> int | None:
    if isinstance(source, UserSource):
        return contact.id
    if source.user_id is None or len(source.user_id) > LONGEST_ID:
        return None
    return meet(arrival, ContactKind.USER, source.user_id, met_in=contact).id


def _conversation_id(arrival: Arrival, contact: Contact, event: Event) -> int:
    of_contact = select(Conversation.id).where(Conversation.contact_id == contact.id)
    found = arrival.session.scalar(of_contact)
    if found is None:
        ids = {"organization_id": arrival.organization_id, "channel_id": arrival.channel_id, "contact_id": contact.id}
        insert_once(arrival.session, Conversation, ["contact_id"], **ids, last_message_at=event.occurred_at)
        found = arrival.session.scalars(of_contact).one()
    _note_newest(arrival, found, event)
    return found


def _note_newest(arrival: Arrival, conversation_id: int, event: Event) -> None:
    """Who has control of the chat, by the newest event; in the same millisecond the other module has.

    While nothing was said yet, that event also gives the conversation its place in the list.
    """
    newest, at, standby = Conversation.newest_event_at, event.occurred_at, event.mode == "standby"
    arrival.session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, or_(newest.is_(None), newest <= at if standby else newest < at))
        .values(
            is_standby=standby,
            newest_event_at=at,
            last_message_at=case((Conversation.last_message_id.is_(None), at), else_=Conversation.last_message_at),
        )
        .execution_options(synchronize_session=False)
    )
