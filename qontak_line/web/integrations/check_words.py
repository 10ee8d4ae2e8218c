"""What a health check found, as rows for people: the facts are kept, the sentences are made here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from qontak_line.actions.channels.checks import Check, CheckName, Outcome, from_json

_STATES = {Outcome.OK: "ok", Outcome.TODO: "warn", Outcome.FAILED: "bad", Outcome.UNKNOWN: "skip"}


@dataclass(frozen=True)
class Row:
    """`state`: ok, warn, bad or skip. `name` tells the template where a button or link belongs."""

    name: str
    state: str
    label: str
    detail: str = ""


def rows(kept: Iterable[dict[str, Any]]) -> list[Row]:
    """Every check, in the order in which they are proved."""
    found = from_json(kept)
    return [_row(found[name]) for name in CheckName if name in found]


def todos(kept: Iterable[dict[str, Any]]) -> list[Row]:
    """Only what somebody has to do, or what could not be found out."""
    return [row for row in rows(kept) if row.state != "ok"]


def passed(names: Iterable[str]) -> list[Row]:
    """What held before an account was refused."""
    return [_row(Check(CheckName(name), Outcome.OK)) for name in names]


def _row(check: Check) -> Row:
    if check.outcome is Outcome.UNKNOWN:
        label, detail = _subject(check.name), _unknown(check.name)
    else:
        label, detail = _WORDS[check.name](check)
    return Row(check.name.value, _STATES[check.outcome], label, detail)


def _subject(name: CheckName) -> str:
    known: dict[CheckName, str] = {
        CheckName.TOKEN: _("Channel access token"),
        CheckName.SECRET: _("Channel secret"),
        CheckName.ACCOUNT: _("Account"),
        CheckName.ONLY_HERE: _("Connected once"),
        CheckName.ENDPOINT: _("Webhook URL"),
        CheckName.REACHED: _("Webhook test"),
        CheckName.USE_WEBHOOK: _("Use webhook"),
        CheckName.RESPONSE_MODE: _("Response mode"),
        CheckName.QUOTA: _("Messages this month"),
    }
    return known[name]


def _unknown(name: CheckName) -> str:
    if name is CheckName.ENDPOINT:
        return str(_("LINE did not answer. Check again, or paste it in Console, Messaging API, Webhook settings."))
    if name is CheckName.USE_WEBHOOK:
        return str(_("LINE did not answer. Make sure that Use webhook is on in Console, Webhook settings."))
    return str(_("LINE did not answer. Check again in a moment."))


def _token(check: Check) -> tuple[str, str]:
    if check.outcome is not Outcome.FAILED:
        return _("Channel access token is valid"), ""
    if check.particulars.get("problem") == "unreadable":
        return _("Channel access token cannot be read"), _(
            "The encryption key has changed. Enter token and secret again."
        )
    words = check.particulars.get("line_message", "")
    advice = _("Issue a new one in LINE Developers Console and replace it in Settings.")
    return _("Channel access token is refused by LINE"), f"“{words}” {advice}" if words else advice


def _secret(check: Check) -> tuple[str, str]:
    if check.outcome is not Outcome.FAILED:
        return _("Channel secret belongs to the same channel"), ""
    if check.particulars.get("problem") == "unreadable":
        return _("Channel secret cannot be read"), _("Enter it again together with the token.")
    return (
        _("Channel secret no longer matches"),
        _("A new one was issued at LINE, so messages are refused. Enter the new one in Settings."),
    )


def _account(_check: Check) -> tuple[str, str]:
    return _("Account name, picture and basic ID are known"), ""


def _only_here(_check: Check) -> tuple[str, str]:
    return _("It is not connected anywhere else"), ""


def _endpoint(check: Check) -> tuple[str, str]:
    if check.outcome is Outcome.OK:
        return _("Webhook URL is set at LINE"), ""
    paste = _("Paste the webhook URL in Console, Messaging API, Webhook settings.")
    problem = check.particulars.get("problem")
    if problem == "other":
        return _("LINE sends to another address (%(host)s)", host=check.particulars.get("host") or "?"), paste
    if problem == "refused":
        words = check.particulars.get("line_message", "")
        needs = _("LINE accepts only public addresses that start with https.")
        return _("LINE did not accept the webhook URL"), f"“{words}” {needs}" if words else needs
    return _("Webhook URL is not set at LINE"), paste


def _reached(check: Check) -> tuple[str, str]:
    if check.outcome is Outcome.OK:
        return _("LINE's webhook test reached us"), ""
    status = check.particulars.get("status") or 0
    known = {
        "COULD_NOT_CONNECT": _("LINE could not connect to the webhook URL. Is it public, with a valid certificate?"),
        "REQUEST_TIMEOUT": _("LINE waited too long for our answer."),
        "ERROR_STATUS_CODE": _("LINE got status %(status)s as an answer.", status=status),
    }
    detail = known.get(str(check.particulars.get("problem")), _("LINE could not call the webhook URL."))
    return _("LINE's webhook test did not reach us"), detail


def _use_webhook(check: Check) -> tuple[str, str]:
    if check.outcome is Outcome.TODO:
        return _("Use webhook is off"), _("Switch on Use webhook in Console, Messaging API, Webhook settings.")
    return _("Use webhook is on"), ""


def _response_mode(check: Check) -> tuple[str, str]:
    if check.outcome is Outcome.TODO:
        return _("Response mode is Chat"), _(
            "Set it to Bot in LINE Official Account Manager, Settings, Response settings."
        )
    return _("Response mode is Bot"), ""


def _quota(check: Check) -> tuple[str, str]:
    if check.outcome is Outcome.TODO:
        return _("This month's messages are used up"), _("Replies stay free; other messages wait for the next month.")
    return _("Messages are left this month"), ""


_WORDS: dict[CheckName, Callable[[Check], tuple[str, str]]] = {
    CheckName.TOKEN: _token,
    CheckName.SECRET: _secret,
    CheckName.ACCOUNT: _account,
    CheckName.ONLY_HERE: _only_here,
    CheckName.ENDPOINT: _endpoint,
    CheckName.REACHED: _reached,
    CheckName.USE_WEBHOOK: _use_webhook,
    CheckName.RESPONSE_MODE: _response_mode,
    CheckName.QUOTA: _quota,
}
