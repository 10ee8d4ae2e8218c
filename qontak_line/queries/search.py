"""Conversations whose contact's name or whose messages hold some words as they stand, in any script."""

from __future__ import annotations

from sqlalchemy import Select, select, union

from qontak_line.models import Contact, Conversation, Message

NEWEST = 20_000
"""So many of the organization's newest messages are looked through; unsent texts are gone from them."""


def conversation_ids(organization_id: int, words: str) -> Select[int]:
    """Ids of the organization's conversations."""
    named = (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.organization_id == organization_id, Contact.name.icontains(words, autoescape=True))
    )
    newest = (
        select(Message.conversation_id, Message.text)
        .where(Message.organization_id == organization_id)
        .order_by(Message.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    said = select(newest.c.conversation_id).where(newest.c.text.icontains(words, autoescape=True))
    return select(union(named, said).subquery().c.id)
