"""The Inbox's list: rows, counts per tab, and the filters that a person may see through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from qontak_line.db import db
from qontak_line.models import Channel, ChannelState, Contact, Conversation, ConversationState, Message, Role, User
from qontak_line.queries import cursor

PAGE = 40
COUNT_LIMIT = 100
"""Tabs say 99+ at most, so nothing is counted beyond."""


class Tab(StrEnum):
    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    SNOOZED = "snoozed"


@dataclass(frozen=True)
class Filters:
    """What the list shows. `assignee`: a user's id, `me` or `none`."""

    tab: Tab | None = None
    q: str = ""
    channel: int | None = None
    assignee: str = ""
    tag: int | None = None
    unread: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the list: a conversation and the message that its preview is made of."""

    conversation: Conversation
    last: Message | None


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    older: str | None
    """The cursor of the next page, or None on the last one."""


def list_page(user: User, filters: Filters, before: str | None = None) -> Page:
    """One page, newest first, from the cursor `before` on."""
    wanted = select(Conversation).where(*_conditions(user, filters))
    position = cursor.read(before)
    if position is not None:
        wanted = wanted.where(tuple_(Conversation.last_message_at, Conversation.id) < tuple_(*position))
    found = db.session.scalars(
        wanted.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Conversation.contact), joinedload(Conversation.channel), joinedload(Conversation.assignee))
    ).all()
    shown = found[:PAGE]
    last = _messages([one.last_message_id for one in shown if one.last_message_id])
    rows = [Row(one, last.get(one.last_message_id or 0)) for one in shown]
    return Page(rows, cursor.write(shown[-1].last_message_at, shown[-1].id) if len(found) > PAGE else None)


def counts(user: User, filters: Filters, tabs: Sequence[Tab]) -> dict[Tab, int]:
    """How many each tab holds, up to `COUNT_LIMIT`."""
    return {tab: _count(user, replace(filters, tab=tab)) for tab in tabs}


def _count(user: User, filters: Filters) -> int:
    limited = select(Conversation.id).where(*_conditions(user, filters)).limit(COUNT_LIMIT).subquery()
    return db.session.scalar(select(func.count()).select_from(limited)) or 0


def visible_to(user: User) -> ColumnElement[bool]:
    """The rule of `Conversation.is_visible_to`, for queries."""
    ours = Conversation.organization_id == user.organization_id
    if user.role is not Role.AGENT:
        return ours
    return and_(ours, or_(Conversation.assignee_id.is_(None), Conversation.assignee_id == user.id))


def _conditions(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [visible_to(user), *_of_tab(user, filters)]
    if filters.channel is not None:
        conditions.append(Conversation.channel_id == filters.channel)
    if filters.assignee:
        conditions.append(_of_assignee(user, filters.assignee))
    if filters.tag is not None:
        conditions.append(false())  # no tags yet: nothing carries this one
    if filters.unread:
        conditions.append(Conversation.unread_count > 0)
    if filters.q:
        conditions.append(_of_words(filters.q))
    return conditions


def _of_tab(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    if filters.q and filters.tab is None:
        return []  # a search without a tab looks everywhere
    state = {Tab.RESOLVED: ConversationState.RESOLVED, Tab.SNOOZED: ConversationState.SNOOZED}
    conditions: list[ColumnElement[bool]] = [
        Conversation.state == state.get(filters.tab or Tab.ALL, ConversationState.OPEN)
    ]
    if filters.tab is Tab.MINE:
        conditions.append(Conversation.assignee_id == user.id)
    elif filters.tab is Tab.UNASSIGNED:
        conditions.append(Conversation.assignee_id.is_(None))
    elif filters.tab is Tab.ASSIGNED:
        conditions.append(Conversation.assignee_id.is_not(None))
    return conditions


def _of_assignee(user: User, assignee: str) -> ColumnElement[bool]:
    if assignee == "none":
        return Conversation.assignee_id.is_(None)
    return Conversation.assignee_id == (user.id if assignee == "me" else int(assignee))


def _of_words(q: str) -> ColumnElement[bool]:
    """Names and texts that hold the words as they stand; unsent texts are gone from both."""
    in_name = exists().where(Contact.id == Conversation.contact_id, Contact.name.icontains(q, autoescape=True))
    in_text = exists().where(Message.conversation_id == Conversation.id, Message.text.icontains(q, autoescape=True))
    return or_(in_name, in_text)


def _messages(ids: Sequence[int]) -> dict[int, Message]:
    if not ids:
        return {}
    found = db.session.scalars(
        select(Message).where(Message.id.in_(ids)).options(joinedload(Message.sender), joinedload(Message.delivery))
    )
    return {message.id: message for message in found}


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
