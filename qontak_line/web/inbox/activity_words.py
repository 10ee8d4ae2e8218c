"""The sentence of a system line, from its tag and particulars."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qontak_line.models import Message
from qontak_line.web.inbox.names import contact_name

SENTENCES: dict[str, Any] = {
    "assigned": _l("%(by)s assigned this to %(to)s"),
    "handed_over": _l("%(by)s handed this over to %(to)s"),
    "taken": _l("%(by)s took this conversation"),
    "unassigned": _l("%(by)s unassigned this"),
    "resolved": _l("%(by)s resolved this"),
    "reopened": _l("%(by)s reopened this"),
    "reopened_by_message": _l("A new message reopened this"),
    "snoozed": _l("%(by)s snoozed this"),
    "woken": _l("Back from snooze"),
    "followed": _l("%(who)s added the account as a friend"),
    "unblocked": _l("%(who)s unblocked the account"),
    "unfollowed": _l("%(who)s blocked the account"),
    "joined": _l("The account joined the group"),
    "left": _l("The account left the group"),
    "member_joined": _l("%(who)s joined the group"),
    "member_left": _l("%(who)s left the group"),
    "video_watched": _l("%(who)s watched the video to its end"),
    "beacon": _l("%(who)s came near a LINE Beacon"),
    "account_linked": _l("%(who)s linked an account"),
    "membership": _l("%(who)s changed their membership"),
    "module": _l("A LINE module was attached or detached"),
    "chat_control_taken": _l("This account has control of the chat again"),
    "chat_control_given": _l("Another service took control of the chat"),
    "account_suspended": _l("LINE suspended the account"),
    "account_resumed": _l("LINE resumed the account"),
    "notification_delivered": _l("A LINE notification message was delivered"),
}
"""By the tags that `actions/` writes. A tag that is missing here is shown as it is."""


def activity(message: Message) -> str:
    content = message.content or {}
    tag = str(content.get("activity") or "?")
    sentence = SENTENCES.get(tag)
    if sentence is None:
        return str(_("LINE event: %(tag)s", tag=tag))
    particulars = {
        "by": content.get("by_name") or _("The system"),
        "to": content.get("to_name") or "",
        "who": contact_name(message.sender),
    }
    return str(sentence) % particulars
