"""How times are written: short, in the reader's language, in the organization's zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, to_user_timezone
from flask_babel import gettext as _

from qontak_line.db import now


def clock(at: datetime) -> str:
    """`14:05`"""
    return str(format_time(at, "HH:mm"))


def day(at: datetime) -> str:
    """`Today`, `Yesterday`, `Monday, 23 November`, with the year when it is another one."""
    local, today = to_user_timezone(at).date(), to_user_timezone(now()).date()
    if local == today:
        return str(_("Today"))
    if local == today - timedelta(days=1):
        return str(_("Yesterday"))
    return str(format_date(at, "EEEE, d MMMM" if local.year == today.year else "d MMMM y"))


def day_key(at: datetime) -> str:
    """The day in the organization's zone, as `2026-11-23`: where it changes, a rule is drawn."""
    return str(to_user_timezone(at).date().isoformat())


def brief(at: datetime) -> str:
    """For lists: the clock today, `Yesterday`, then the date."""
    local, today = to_user_timezone(at).date(), to_user_timezone(now()).date()
    if local == today:
        return clock(at)
    if local == today - timedelta(days=1):
        return str(_("Yesterday"))
    return str(format_date(at, "d MMM" if local.year == today.year else "d MMM y"))


def full(at: datetime) -> str:
    """Date and clock: `23 Nov 2026, 14:05`"""
    return str(format_datetime(at, "d MMM y, HH:mm"))


def init_app(app: Flask) -> None:
    for name, write in (("clock", clock), ("day", day), ("day_key", day_key), ("brief", brief), ("full", full)):
        app.add_template_filter(write, name)
