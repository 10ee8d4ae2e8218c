"""Why something was refused, in words for the popup **Error**. None of them holds the other popup's word."""

from __future__ import annotations

from flask_babel import gettext as _

from qontak_line.actions.channels.refusal import Why


def sentence(why: Why) -> str:
    """One or two sentences; LINE's own words stand beside them."""
    known: dict[Why, str] = {
        Why.WRONG_TOKEN: _("LINE does not accept this channel access token. Nothing was saved."),
        Why.WRONG_SECRET: _(
            "The channel secret does not belong to this channel access token. Copy it again from "
            "LINE Developers Console, Basic settings. Nothing was saved."
        ),
        Why.FORBIDDEN: _("LINE does not let this account use the Messaging API. Nothing was saved."),
        Why.ALREADY_CONNECTED: _(
            "This LINE account is already connected, and an account can be connected only once. Nothing was changed."
        ),
        Why.OTHER_ACCOUNT: _("This token belongs to another LINE account. Nothing was changed."),
        Why.UNREACHABLE: _("LINE could not be reached. Nothing was saved, please try again in a moment."),
        Why.REMOVED: _("Somebody disconnected this account in the meantime."),
        Why.STILL_RUNNING: _("This is still in progress. Look at the list of accounts in a moment."),
    }
    return known[why]
