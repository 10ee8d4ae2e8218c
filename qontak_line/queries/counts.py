"""How many conversations each tab of the list holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, func, literal, select

from qontak_line.db import db
from qontak_line.models import Conversation, User
from qontak_line.queries.filters import Filters, Range, Tab, narrowing, ranges, state_of, whose_of
from qontak_line.queries.search import Found, among, with_words

COUNT_LIMIT = 100
"""Tabs say 99+ at most, so nothing is counted beyond."""


def counts(user: User, filters: Filters, tabs: Sequence[Tab], found: Found = None) -> dict[Tab, int]:
    """How many each tab holds, up to `COUNT_LIMIT`."""
    if filters.q:
        return _counts_of_found(user, filters, tabs, found)
    asked = {tab: ranges(user, replace(filters, tab=tab)) for tab in tabs}
    numbers = db.session.execute(select(*(_count(asked[tab]).label(tab) for tab in tabs))).one()
    return {tab: min(number, COUNT_LIMIT) for tab, number in zip(tabs, numbers, strict=True)}


def _counts_of_found(user: User, filters: Filters, tabs: Sequence[Tab], found: Found) -> dict[Tab, int]:
    """All in one go, since all are few."""
    ids = with_words(user, filters) if found is None else found
    kind = (Conversation.state, Conversation.assignee_id)
    wanted = select(*kind, func.count()).where(among(ids or []), *narrowing(user, filters)).group_by(*kind)
    kinds = db.session.execute(wanted).all()
    numbers = {}
    for tab in tabs:
        of_tab = replace(filters, tab=tab)
        whose, state = whose_of(user, of_tab), state_of(of_tab)
        numbers[tab] = sum(number for one, assignee, number in kinds if one is state and assignee in whose)
    return {tab: min(number, COUNT_LIMIT) for tab, number in numbers.items()}


def _count(asked: Sequence[Range]) -> ColumnElement[int]:
    """The order names the index: without it another one that holds more may be read."""
    number: ColumnElement[int] = literal(0)
    for one in asked:
        limited = select(Conversation.id).where(*one).order_by(*_NEWEST_FIRST).limit(COUNT_LIMIT).subquery()
        number = number + select(func.count()).select_from(limited).scalar_subquery()
    return number


_NEWEST_FIRST = (Conversation.last_message_at.desc(), Conversation.id.desc())
