"""What the list can be asked for, and the index ranges that hold it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, String, false, type_coerce

from qontak_line.models import Conversation, ConversationState, User
from qontak_line.queries import whose
from qontak_line.queries.whose import Whose

Range = list[ColumnElement[bool]]
"""Conditions of which the first ones are an index's beginning in the list's order; the rest only narrows."""


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


def ranges(user: User, filters: Filters) -> list[Range]:
    """Where the conversations that `user` asks for are found; no one is in two of them. Not for `q`."""
    if filters.tag is not None:
        return []  # no tags yet: nothing carries this one
    wanted = whose_of(user, filters)
    begin: Range = [Conversation.organization_id == user.organization_id, Conversation.state == state_of(filters)]
    if filters.unread:
        of_channel = [Conversation.channel_id + 0 == filters.channel] if filters.channel is not None else []
        return [[*begin, Conversation.unread_count > 0, *of_channel, *wanted.condition()]]
    if filters.channel is not None:
        return [[*begin, Conversation.channel_id == filters.channel, *wanted.condition()]]
    return [[*begin, one] for one in wanted.ranges()]


def narrowing(user: User, filters: Filters) -> Range:
    """The same, but for the tab, as conditions that no index serves: for conversations that words have found."""
    conditions: Range = [Conversation.organization_id + 0 == user.organization_id]
    conditions += whose_of(user, replace(filters, tab=None)).condition()
    if filters.tag is not None:
        conditions.append(false())
    if filters.channel is not None:
        conditions.append(Conversation.channel_id + 0 == filters.channel)
    if filters.unread:
        conditions.append(Conversation.unread_count + 0 > 0)
    return conditions


def narrowing_to_tab(user: User, filters: Filters) -> Range:
    """Also that; a search without a tab looks everywhere."""
    if filters.tab is None:
        return narrowing(user, filters)
    state = type_coerce(Conversation.state, String) + "" == state_of(filters).value
    return [*narrowing(user, filters), state, *whose_of(user, filters).condition()]


def state_of(filters: Filters) -> ConversationState:
    state = {Tab.RESOLVED: ConversationState.RESOLVED, Tab.SNOOZED: ConversationState.SNOOZED}
    return state.get(filters.tab or Tab.ALL, ConversationState.OPEN)


def whose_of(user: User, filters: Filters) -> Whose:
    of_tab = {Tab.MINE: whose.of(user.id), Tab.UNASSIGNED: whose.UNASSIGNED, Tab.ASSIGNED: whose.ASSIGNED}
    wanted = whose.visible_to(user) & of_tab.get(filters.tab or Tab.ALL, whose.ALL)
    if not filters.assignee:
        return wanted
    if filters.assignee == "none":
        return wanted & whose.UNASSIGNED
    return wanted & whose.of(user.id if filters.assignee == "me" else int(filters.assignee))
