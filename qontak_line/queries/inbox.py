"""The Inbox's list: rows, counts per tab, and the channels that it can be narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import contains_eager, load_only

from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Contact, Conversation, Message, User
from qontak_line.queries import cursor
from qontak_line.queries.filters import Filters, Range, Tab, ranges

__all__ = ["Filters", "Page", "Row", "Tab", "channel_names", "counts", "list_page"]

PAGE = 40
COUNT_LIMIT = 100
"""Tabs say 99+ at most, so nothing is counted beyond."""


@dataclass(frozen=True)
class Row:
    """One line of the list: a conversation and the message that its preview is made of.

    Only what a line shows is loaded.
    """

    conversation: Conversation
    last: Message | None


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    older: str | None
    """The cursor of the next page, or None on the last one."""


def list_page(user: User, filters: Filters, before: str | None = None) -> Page:
    """One page, newest first, from the cursor `before` on."""
    asked = ranges(user, filters)
    found = [Row(*row) for row in db.session.execute(_rows(asked, before)).all()] if asked else []
    if len(found) <= PAGE:
        return Page(found, None)
    end = found[PAGE - 1].conversation
    return Page(found[:PAGE], cursor.write(end.last_message_at, end.id))


def counts(user: User, filters: Filters, tabs: Sequence[Tab]) -> dict[Tab, int]:
    """How many each tab holds, up to `COUNT_LIMIT`."""
    asked = {tab: ranges(user, replace(filters, tab=tab)) for tab in tabs}
    found = db.session.execute(select(*(_count(asked[tab]).label(tab) for tab in tabs))).one()
    return {tab: min(number, COUNT_LIMIT) for tab, number in zip(tabs, found, strict=True)}


def _count(asked: Sequence[Range]) -> ColumnElement[int]:
    """The order names the index: without it another one that holds more may be read."""
    number: ColumnElement[int] = literal(0)
    for one in asked:
        limited = select(Conversation.id).where(*one).order_by(*_NEWEST_FIRST).limit(COUNT_LIMIT).subquery()
        number = number + select(func.count()).select_from(limited).scalar_subquery()
    return number


_NEWEST_FIRST = (Conversation.last_message_at.desc(), Conversation.id.desc())


def _rows(asked: Sequence[Range], before: str | None) -> Select[Conversation, Message]:
    """The ids of the page out of the indexes first; then their rows, and no others."""
    page = _ids(asked, before).subquery("page")
    return (
        select(Conversation, Message)
        .join(page, page.c.id == Conversation.id)
        .join(Conversation.contact)
        .join(Conversation.channel)
        .outerjoin(Conversation.assignee)
        .outerjoin(Message, Message.id == Conversation.last_message_id)
        .order_by(page.c.at.desc(), page.c.id.desc())
        .options(*_SHOWN)
    )


def _ids(asked: Sequence[Range], before: str | None) -> Select[int, datetime]:
    """Each range is read in its own order, and no further than a page goes."""
    position = cursor.read(before)
    place = tuple_(Conversation.last_message_at, Conversation.id)
    older = [place < tuple_(*position)] if position is not None else []
    ids = select(Conversation.id.label("id"), Conversation.last_message_at.label("at"))
    found = [ids.where(*one, *older).order_by(*_NEWEST_FIRST).limit(PAGE + 1) for one in asked]
    if len(found) == 1:
        return found[0]
    together = union_all(*(select(one.subquery()) for one in found)).subquery("together")
    return select(together.c.id, together.c.at).order_by(together.c.at.desc(), together.c.id.desc()).limit(PAGE + 1)


_SHOWN = (
    load_only(
        Conversation.state,
        Conversation.last_message_at,
        Conversation.last_message_id,
        Conversation.unread_count,
        raiseload=True,
    ),
    contains_eager(Conversation.contact).load_only(
        Contact.kind, Contact.external_id, Contact.name, Contact.picture_id, raiseload=True
    ),
    contains_eager(Conversation.channel).load_only(Channel.name, Channel.state, raiseload=True),
    contains_eager(Conversation.assignee).load_only(User.name, raiseload=True),
    load_only(
        Message.direction,
        Message.kind,
        Message.text,
        Message.content,
        Message.sender_id,
        Message.unsent_at,
        raiseload=True,
    ),
)
"""What a line of the list shows."""


def channel_names(organization_id: int) -> Sequence[tuple[int, str]]:
    """The channels that the list can be narrowed to: id and name; disconnected ones while conversations are left."""
    talks = exists().where(Conversation.channel_id == Channel.id)
    found = db.session.execute(
        select(Channel.id, Channel.name)
        .where(Channel.organization_id == organization_id, Channel.state != ChannelState.PENDING)
        .where(or_(Channel.state != ChannelState.DISCONNECTED, talks))
        .order_by(Channel.name, Channel.id)
    )
    return [(number, name) for number, name in found]
