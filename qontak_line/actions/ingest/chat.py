"""Who speaks where: contacts and the one conversation of each chat. The unique indexes decide who made them."""

from __future__ import annotations

from dataclasses import dataclass

from qontak_line.actions import profiles
from qontak_line.actions.ingest import spoken_of
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.room import Room
from qontak_line.actions.ingest.spoken_of import Who
from qontak_line.line.events import Event
from qontak_line.line.sources import UserSource
from qontak_line.models import Contact


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, whose it is, and who spoke in it (None when LINE does not say)."""

    room: Room
    contact: Contact
    sender_id: int | None


def open_chat(arrival: Arrival, event: Event) -> Chat | None:
    """The chat of an event, made when it is new. None when the event has no place."""
    who = spoken_of.chat_of(arrival.channel_id, event)
    if who is None:
        return None
    contact = meet(arrival, who)
    room = arrival.known.room(contact)
    room.note_event(event.occurred_at, standby=event.mode == "standby")
    return Chat(room, contact, _sender_id(arrival, event, contact))


def meet(arrival: Arrival, who: Who, met_in: Contact | None = None) -> Contact:
    """The contact with LINE's id, made when it is new. LINE is asked for its name when that is unknown or old."""
    contact = arrival.known.contact(who)
    if met_in is not None and contact.met_in_id != met_in.id:
        contact.met_in_id = met_in.id
    profiles.want(contact)
    return contact


def _sender_id(arrival: Arrival, event: Event, contact: Contact) -> int | None:
    if isinstance(event.source, UserSource):
        return contact.id
    sender = spoken_of.sender_of(arrival.channel_id, event)
    return None if sender is None else meet(arrival, sender, met_in=contact).id
