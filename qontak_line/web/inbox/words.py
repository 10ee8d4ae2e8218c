"""Sentences about facts: refusals, previews, reasons. Facts are stored; words are made here, when read."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qontak_line.models import Delivery, Direction, Kind, Message, Reason
from qontak_line.web.inbox.activity_words import activity
from qontak_line.web.inbox.detail_words import detail

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
    more = detail(message)
    return icon, f"{word}: {more}" if more else word
