"""Filters of the Inbox's templates: names, previews, sentences, links."""

from __future__ import annotations

import uuid
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import current_app, url_for
from flask_babel import get_locale

from qontak_line.db import now
from qontak_line.models import Contact, Delivery, Message
from qontak_line.web.inbox import bp, words
from qontak_line.web.inbox.activity_words import activity
from qontak_line.web.inbox.detail_words import detail
from qontak_line.web.inbox.linkify import linkify
from qontak_line.web.inbox.names import contact_name

_AGAIN = uuid.UUID("6f1d2c1e-6a0c-4b5e-9a57-0d7f6b1f3c11")

bp.add_app_template_filter(contact_name, "contact_name")
bp.add_app_template_filter(words.preview, "preview")
bp.add_app_template_filter(words.label, "kind_label")
bp.add_app_template_filter(detail, "detail")
bp.add_app_template_filter(activity, "activity")
bp.add_app_template_filter(words.reason, "reason")
bp.add_app_template_filter(linkify, "linkify")


@bp.app_template_filter()
def picture_url(contact: Contact | None) -> str | None:
    """The address of the picture that we keep of them."""
    if contact is None or contact.picture_id is None or "media.picture" not in current_app.view_functions:
        return None
    return url_for("media.picture", picture_id=contact.picture_id)


@bp.app_template_filter()
def language_name(tag: str) -> str:
    """LINE's language tag (`ja`, `zh-TW`) in the reader's words; the tag itself when nobody knows it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(get_locale()) or tag
    except (ValueError, UnknownLocaleError):
        return tag


@bp.app_template_filter()
def map_url(message: Message) -> str | None:
    """A map at the place that LINE named; nothing when its numbers are none."""
    try:
        latitude, longitude = float(message.content["latitude"]), float(message.content["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return (
        f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{latitude:.6f}/{longitude:.6f}"
    )


@bp.app_template_filter()
def can_retry(delivery: Delivery) -> bool:
    """Whether *Retry* is offered."""
    return delivery.can_retry(now())


@bp.app_template_filter()
def can_send_again(delivery: Delivery) -> bool:
    """Whether *Send again* is offered."""
    return delivery.can_send_again(now())


@bp.app_template_filter()
def again_id(delivery: Delivery) -> str:
    """The `client_id` of *Send again*: always the same for one delivery, so that two clicks are one message."""
    return str(uuid.uuid5(_AGAIN, str(delivery.id)))


@bp.app_template_global()
def without(args: dict[str, Any], name: str) -> dict[str, Any]:
    """Parts of an address without one of them."""
    return {key: value for key, value in args.items() if key != name}
