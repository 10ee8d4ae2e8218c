"""The rows that a batch of events speaks of: each asked for once, locked until the commit, and written back once.

Whatever a verb wants it finds here; what was not asked for beforehand is asked for then. Rows are locked kind by kind
and in the order of their ids (contacts, conversations, messages), so that two workers never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select, update
from sqlalchemy.orm import Session

from qontak_line.actions import tell
from qontak_line.actions.ingest.room import Room
from qontak_line.actions.ingest.spoken_of import Who
from qontak_line.actions.upsert import insert
from qontak_line.models import Contact, Conversation, ConversationState, Message

MessageKey = tuple[int, str]
"""channel_id, LINE's id of the message."""

_ROOM = ("unread_count", "last_message_id", "last_message_at", "is_standby", "newest_event_at")
_TABLE = cast(Table, Conversation.__table__)
_ROOMS = (
    select(_TABLE.c.id, _TABLE.c.contact_id, _TABLE.c.state, *(_TABLE.c[name] for name in _ROOM))
    .where(_TABLE.c.contact_id.in_(bindparam("contact_ids", expanding=True)))
    .order_by(_TABLE.c.id)
    .with_for_update(key_share=True)
)
_WRITE_ROOM = (
    update(_TABLE).where(_TABLE.c.id == bindparam("room")).values({name: bindparam(f"new_{name}") for name in _ROOM})
)


def _by_line_ids(model: type[Contact] | type[Message]) -> Select[Any]:
    """More than asked for, when several channels know the same id."""
    asked = [column.in_(bindparam(column.key, expanding=True)) for column in (model.channel_id, model.external_id)]
    rows = select(model).where(*asked).order_by(model.id).with_for_update(key_share=True)
    return rows.execution_options(populate_existing=True)


_CONTACTS, _MESSAGES = _by_line_ids(Contact), _by_line_ids(Message)


class Known:
    """`organizations`: whose each channel of the batch is."""

    def __init__(self, session: Session, organizations: Mapping[int, int]) -> None:
        self.session = session
        self.organizations = organizations
        self._contacts: dict[tuple[int, str], Contact] = {}
        self._rooms: dict[int, Room] = {}
        self._messages: dict[MessageKey, Message | None] = {}
        self._looks: dict[tuple[int, int], None] = {}

    def contact(self, who: Who) -> Contact:
        """Made when it is new."""
        if who[:2] not in self._contacts:
            self.meet([who])
        return self._contacts[who[:2]]

    def room(self, contact: Contact) -> Room:
        """The contact's conversation, made when it is new."""
        if contact.id not in self._rooms:
            self.open([contact])
        return self._rooms[contact.id]

    def message(self, key: MessageKey) -> Message | None:
        if key not in self._messages:
            self.recall([key])
        return self._messages[key]

    def remember(self, key: MessageKey, message: Message) -> None:
        """One that is new."""
        self._messages[key] = message

    def look(self, organization_id: int, conversation_id: int) -> None:
        """Once the batch is committed, tell the open pages where to look; several times is once."""
        self._looks[organization_id, conversation_id] = None

    def meet(self, people: Iterable[Who]) -> None:
        wanted = {who[:2]: who for who in people}
        if not wanted:
            return
        self._find_contacts(wanted)
        new = [wanted[key] for key in sorted(wanted.keys() - self._contacts.keys())]
        if new:
            rows = [{**who._asdict(), "organization_id": self.organizations[who.channel_id]} for who in new]
            self._insert_once(Contact, ["channel_id", "external_id"], rows)
            self._find_contacts({who[:2]: who for who in new})

    def open(self, contacts: Iterable[Contact]) -> None:
        wanted = {contact.id: contact for contact in contacts}
        self._find_rooms(wanted)
        new = [wanted[contact_id] for contact_id in sorted(wanted.keys() - self._rooms.keys())]
        if new:
            ids = ("organization_id", "channel_id")
            rows = [{"contact_id": contact.id, **{name: getattr(contact, name) for name in ids}} for contact in new]
            self._insert_once(Conversation, ["contact_id"], rows)
            self._find_rooms({contact.id: contact for contact in new})

    def recall(self, keys: Iterable[MessageKey]) -> None:
        wanted = dict.fromkeys(keys)
        if not wanted:
            return
        self._messages.update(wanted)
        rows = self.session.scalars(_MESSAGES, _ids(wanted))
        self._messages.update({(row.channel_id, row.external_id or ""): row for row in rows})

    def write(self) -> None:
        """All that changed, and tell of it after the commit."""
        self.session.flush()
        changed = [room for room in self._rooms.values() if room.is_changed]
        if changed:
            rows = [_values(room) for room in sorted(changed, key=lambda room: room.id)]
            self.session.connection().execute(_WRITE_ROOM, rows)
        for organization_id, conversation_id in self._looks:
            tell.look(organization_id, f"conversation:{conversation_id}")

    def _find_contacts(self, wanted: Mapping[tuple[int, str], Who]) -> None:
        rows = self.session.scalars(_CONTACTS, _ids(wanted))
        self._contacts.update({(row.channel_id, row.external_id): row for row in rows})

    def _find_rooms(self, wanted: Mapping[int, Contact]) -> None:
        for row in self.session.connection().execute(_ROOMS, {"contact_ids": list(wanted)}).mappings():
            values = dict(row)
            is_open = values.pop("state") is ConversationState.OPEN
            self._rooms[row["contact_id"]] = Room(is_open=is_open, **values)

    def _insert_once(self, model: type[Contact | Conversation], unique: list[str], rows: list[dict[str, Any]]) -> None:
        statement = insert(self.session, model).on_conflict_do_nothing(index_elements=unique)
        self.session.connection().execute(statement, rows)


def _values(room: Room) -> dict[str, Any]:
    newest = {"new_last_message_id": room.newest.id} if room.newest else {}
    return {"room": room.id, **{f"new_{name}": getattr(room, name) for name in _ROOM}, **newest}


def _ids(keys: Iterable[tuple[int, str]]) -> dict[str, list[Any]]:
    channel_ids, external_ids = zip(*keys, strict=True)
    return {"channel_id": sorted(set(channel_ids)), "external_id": sorted(set(external_ids))}
