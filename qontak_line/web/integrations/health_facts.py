"""What Settings tells of a channel beside its checks: events, redelivery, rejected signatures, last problem, quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from qontak_line.db import now
from qontak_line.models import Channel
from qontak_line.queries.channels import quota_forecast, rejected_signatures
from qontak_line.web.filters import full
from qontak_line.web.integrations.check_words import Row


@dataclass(frozen=True)
class Quota:
    """This month's messages. `total` is None without a limit; `state` colours the meter."""

    used: int
    total: int | None
    state: str
    sentence: str
    forecast: str


@dataclass(frozen=True)
class Facts:
    rows: list[Row]
    quota: Quota | None


def facts_of(channel: Channel) -> Facts:
    return Facts(
        [_expiry(channel), _events(channel), _redelivery(channel), _rejected(channel), _last(channel)], _quota(channel)
    )


def _expiry(channel: Channel) -> Row:
    at = channel.token_expires_at
    if at is None:
        return Row("expiry", "ok", _("The token does not expire"))
    is_soon = at - now() < timedelta(days=7)
    detail = _("Issue a new one before that and replace it here.") if is_soon else ""
    return Row("expiry", "warn" if is_soon else "ok", _("The token expires on %(day)s", day=full(at)), detail)


def _events(channel: Channel) -> Row:
    if channel.last_event_at is None:
        return Row("events", "skip", _("No event received yet"), _("Write to the account with LINE to try it."))
    return Row("events", "ok", _("Last event received"), full(channel.last_event_at))


def _redelivery(channel: Channel) -> Row:
    if channel.redelivery_seen_at is None:
        advice = _("Make sure that Webhook redelivery is on: without it LINE never repeats what it could not deliver.")
        return Row("redelivery", "skip", _("No redelivery seen yet"), advice)
    return Row("redelivery", "ok", _("Redelivery seen"), full(channel.redelivery_seen_at))


def _rejected(channel: Channel) -> Row:
    number = rejected_signatures(channel.id, now() - timedelta(hours=24))
    if not number:
        return Row("rejected", "ok", _("No rejected signatures in the last 24 hours"))
    label = ngettext(
        "%(number)s rejected signature in the last 24 hours",
        "%(number)s rejected signatures in the last 24 hours",
        number,
        number=format_decimal(number),
    )
    return Row("rejected", "warn", label, _("Was a new channel secret issued at LINE?"))


def _last(channel: Channel) -> Row:
    if not channel.last_error or channel.last_error_at is None:
        return Row("last_error", "ok", _("No refusals by LINE"))
    return Row("last_error", "warn", _("Last refusal by LINE"), f"{full(channel.last_error_at)}: {channel.last_error}")


def _quota(channel: Channel) -> Quota | None:
    if channel.quota_used is None or channel.quota_at is None:
        return None
    used, total = channel.quota_used, channel.quota_value
    expected = quota_forecast(used, channel.quota_at, channel.organization.zone)
    if total is None:
        sentence = _("%(used)s messages sent this month, without a limit", used=format_decimal(used))
    else:
        sentence = _("%(used)s of %(total)s messages used", used=format_decimal(used), total=format_decimal(total))
    return Quota(used, total, _pressure(used, expected, total), sentence, _forecast(expected))


def _forecast(expected: int | None) -> str:
    if expected is None:
        return str(_("A forecast is possible from the second day of the month."))
    return str(_("About %(number)s by the end of the month at this pace.", number=format_decimal(expected)))


def _pressure(used: int, expected: int | None, total: int | None) -> str:
    if total is None or max(used, expected or 0) <= total:
        return "ok"
    return "bad" if used >= total else "warn"
