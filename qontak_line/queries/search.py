"""Conversations whose contact's name or whose messages hold some words as they stand, in any script.

From three characters on an index leads to them (`models/search_index`); shorter words are looked for in all names and
in the newest messages. Unsent texts are gone from both. Of what very many rows hold the newest are found.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, collate, func, select, union, union_all
from sqlalchemy.orm import InstrumentedAttribute

from qontak_line.db import db
from qontak_line.models import Contact, Conversation, Message, User
from qontak_line.models.search_index import OF_CONTACTS, OF_MESSAGES, SearchIndex
from qontak_line.queries.filters import Filters

GRAM = 3
MOST_MESSAGES = 2_000
"""So many messages that hold the words are looked at."""
MOST_NAMES = 5_000
NEWEST = 5_000
"""So many messages are looked through for shorter words."""


Found = Sequence[int] | None


def with_words(user: User, filters: Filters) -> Found:
    """The ids of those that hold the words of `filters`; None when it has none. To be asked once for a page."""
    return _conversation_ids(user.organization_id, filters.q) if filters.q else None


def among(ids: Sequence[int]) -> ColumnElement[bool]:
    """Written out: there may be more of them than a statement may have parameters."""
    return Conversation.id.in_(bindparam("found", ids, expanding=True, literal_execute=True))


def _conversation_ids(organization_id: int, words: str) -> list[int]:
    """Of the organization's conversations, in no order."""
    said = _messages(organization_id, words)
    named = select(Conversation.id).where(Conversation.contact_id.in_(_contacts(organization_id, words)))
    return list(db.session.scalars(union(said, named)))


def _messages(organization_id: int, words: str) -> Select[int]:
    """The ids of their conversations."""
    row = (Message.conversation_id, Message.organization_id, Message.text)
    if len(words) < GRAM:
        newest = select(*row).order_by(Message.id.desc()).limit(NEWEST).subquery().c
        return select(newest.conversation_id).where(
            newest.organization_id == organization_id, _holds(newest.text, words)
        )
    ours = (Message.organization_id == organization_id, _holds(Message.text, words))
    if _is_sqlite():
        some = _candidates(OF_MESSAGES, words, MOST_MESSAGES)
        return select(Message.conversation_id).join(some, some.c.id == Message.id).where(*ours)
    newest = select(*row).where(*ours).order_by(Message.id.desc()).limit(MOST_MESSAGES).subquery().c
    return select(newest.conversation_id)


def _contacts(organization_id: int, words: str) -> Select[int]:
    ours = select(Contact.id).where(Contact.organization_id == organization_id, _holds(Contact.name, words))
    if len(words) >= GRAM and _is_sqlite():
        some = _candidates(OF_CONTACTS, words, MOST_NAMES)
        return ours.join(some, some.c.id == Contact.id)
    return ours.limit(MOST_NAMES)


def _candidates(index: SearchIndex, words: str, most: int) -> Subquery:
    """Ids of the rows that have all of the words' trigrams, in any order, and of those that are not indexed yet."""
    grams = {words[place : place + GRAM] for place in range(len(words) - GRAM + 1)}
    quoted = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
    indexed = (
        select(index.grams.c.rowid.label("id"))
        .where(index.grams.c[index.name].op("MATCH")(quoted))
        .order_by(index.grams.c.rowid.desc())
        .limit(most)
    )
    done = select(func.coalesce(func.max(index.rows.c.id), 0)).scalar_subquery()
    return union_all(select(indexed.subquery()), select(index.model.id).where(index.model.id > done)).subquery()


_Text = InstrumentedAttribute[str] | ColumnElement[str]


def _holds(column: _Text, words: str) -> ColumnElement[bool]:
    escaped = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    if len(words) < GRAM and not _is_sqlite():
        column = collate(column, "C")  # no index serves, and PostgreSQL compares each row in half the time
    return column.ilike(f"%{escaped}%", escape="/")


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
