"""Sentences about facts: refusals, system lines, previews, reasons. Facts are stored; words are made here, when read."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qontak_line.models import Contact, ContactKind, Delivery, Direction, Kind, Message, Reason

REFUSALS: dict[str, Any] = {
    "empty": _l("Write something first."),
    "too_long": _l("This is too long: LINE accepts at most five messages of 5,000 characters at once."),
    "unwritable": _l("This text contains characters that cannot be sent. Remove them and try again."),
    "client_id": _l("This form is no longer valid. Reload the page and try again."),
    "different_body": _l("This form was already sent with another text. Reload the page to see it."),
    "blocked": _l("This contact has blocked the account or left, so nothing can be sent."),
    "disconnected": _l("This channel is disconnected, so nothing can be sent."),
    "standby": _l("Another service has control of this chat."),
    "not_yours": _l("Somebody else has this conversation now, so nothing was sent."),
    "files": _l("Files cannot be sent yet."),
    "too_old": _l("This message is too old to be retried safely. Use Send again."),
    "nothing_to_retry": _l("There is nothing to retry here."),
}

REASONS: dict[Reason, Any] = {
    Reason.RATE_LIMIT: _l("LINE asks us to slow down; retrying automatically"),
    Reason.MONTHLY_LIMIT: _l("the account's monthly limit is used up"),
    Reason.TOKEN_REFUSED: _l("LINE refuses the channel access token"),
    Reason.UNREACHABLE: _l("LINE cannot be reached; retrying automatically"),
    Reason.LINE_ERROR: _l("LINE has a problem; retrying automatically"),
    Reason.REFUSED: _l("LINE refused it"),
    Reason.DISCONNECTED: _l("channel disconnected"),
    Reason.BLOCKED: _l("the contact has blocked the account"),
    Reason.NO_ANSWER: _l("LINE did not answer, so it may or may not have arrived"),
    Reason.TOO_OLD: _l("too old to be retried automatically"),
    Reason.UNREADABLE: _l("the channel access token must be entered again"),
}

KINDS: dict[Kind, tuple[str, Any]] = {
    Kind.IMAGE: ("image", _l("Picture")),
    Kind.VIDEO: ("video", _l("Video")),
    Kind.AUDIO: ("mic", _l("Voice message")),
    Kind.FILE: ("file", _l("File")),
    Kind.STICKER: ("sticker", _l("Sticker")),
    Kind.LOCATION: ("map-pin", _l("Location")),
    Kind.EVENT: ("zap", _l("Event")),
    Kind.UNKNOWN: ("circle-question-mark", _l("Something new from LINE")),
}


def refusal(code: str) -> str:
    return str(REFUSALS.get(code) or _("This could not be sent."))


def reason(delivery: Delivery) -> str:
    """Why a message waits, failed or is uncertain, with LINE's own words where there are some."""
    if delivery.reason is None:
        return ""
    words = str(REASONS[delivery.reason])
    return f"{words}: {delivery.line_message}" if delivery.line_message else words


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


def label(message: Message) -> tuple[str, str]:
    """Icon and word of a message that is not text."""
    icon, word = KINDS.get(message.kind, KINDS[Kind.UNKNOWN])
    return icon, str(word)


def preview(message: Message | None) -> tuple[str | None, str]:
    """Icon and words of the list's preview line."""
    if message is None:
        return None, ""
    if message.is_unsent:
        return None, str(_("Message unsent"))
    if message.direction is Direction.ACTIVITY:
        return None, activity(message)
    if message.kind is Kind.TEXT:
        return None, message.text[:200]
    icon, word = label(message)
    detail = detail_of(message)
    return icon, f"{word}: {detail}" if detail else word


def detail_of(message: Message) -> str:
    """What a bubble that is not text says beside its kind: file name, place, sticker's words, postback data."""
    content = message.content or {}
    for key in ("text", "fileName", "title", "address", "data", "displayText"):
        value = content.get(key)
        if isinstance(value, str) and value:
            return value[:200]
    keywords = content.get("keywords")
    if isinstance(keywords, list):
        return ", ".join(str(word) for word in keywords[:3])
    return message.text[:200]


def activity(message: Message) -> str:
    """The sentence of a system line, from its tag and particulars."""
    content = message.content or {}
    by = str(content.get("by_name") or _("The system"))
    to = str(content.get("to_name") or "")
    who = str(content.get("name") or "") or contact_name(message.sender)
    sentences = {
        "assigned": _("%(by)s assigned this to %(to)s", by=by, to=to),
        "handed_over": _("%(by)s handed this over to %(to)s", by=by, to=to),
        "taken": _("%(by)s took this conversation", by=by),
        "unassigned": _("%(by)s unassigned this", by=by),
        "resolved": _("%(by)s resolved this", by=by),
        "reopened": _("%(by)s reopened this", by=by),
        "reopened_by_message": _("A new message reopened this"),
        "snoozed": _("%(by)s snoozed this", by=by),
        "woken": _("Back from snooze"),
        "followed": _("%(who)s added the account as a friend", who=who),
        "unblocked": _("%(who)s unblocked the account", who=who),
        "unfollowed": _("%(who)s blocked the account", who=who),
        "joined": _("The account joined the group"),
        "left": _("The account left the group"),
        "member_joined": _("%(who)s joined the group", who=who),
        "member_left": _("%(who)s left the group", who=who),
        "connected": _("The account was connected again"),
    }
    tag = str(content.get("activity") or "")
    return str(sentences.get(tag) or _("LINE event: %(tag)s", tag=tag or "?"))
