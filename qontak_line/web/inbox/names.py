"""What a contact is called: LINE's name for them, and a sensible one while that is unknown."""

from __future__ import annotations

from flask_babel import gettext as _

from qontak_line.models import Contact, ContactKind


def contact_name(contact: Contact | None) -> str:
    """LINE's name for them; a sensible one while it is unknown."""
    if contact is None:
        return str(_("Somebody"))
    if contact.name:
        return contact.name
    tail = contact.external_id[-4:]
    if contact.kind is ContactKind.GROUP:
        return str(_("Group %(tail)s", tail=tail))
    if contact.kind is ContactKind.ROOM:
        return str(_("Chat %(tail)s", tail=tail))
    return str(_("LINE user %(tail)s", tail=tail))
