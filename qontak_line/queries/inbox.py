"""The Inbox's list: rows, counts per tab, and the channels that it can be narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select, tuple_, union_all
from sqlalchemy.orm import contains_eager, load_only

from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Contact, Conversation, Message, User
from qontak_line.queries import cursor
from qontak_line.queries.counts import counts
from qontak_line.queries.filters import Filters, Range, Tab, narrowing_to_tab, ranges
from qontak_line.queries.search import Found, among, with_words

__all__ = ["Filters", "Page", "Row", "Tab", "channel_names", "counts", "list_page", "with_words"]

PAGE = 40


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


def list_page(user: User, filters: Filters, before: str | None = None, found: Found = None) -> Page:
    """One page, newest first, from the cursor `before` on. `found`: what `with_words` gave for these filters."""
    asked = _asked(user, filters, found)
    rows = [Row(*row) for row in db.session.execute(_rows(asked, before)).all()] if asked else []
    if len(rows) <= PAGE:
        return Page(rows, None)
    end = rows[PAGE - 1].conversation
    return Page(rows[:PAGE], cursor.write(end.last_message_at, end.id))


def _asked(user: User, filters: Filters, found: Found) -> list[Range]:
    if not filters.q:
        return ranges(user, filters)
    ids = with_words(user, filters) if found is None else found
    return [[among(ids or []), *narrowing_to_tab(user, filters)]]


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
