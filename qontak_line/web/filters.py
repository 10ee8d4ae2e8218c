"""How times are written: short, in the reader's language, in the organization's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _

from qontak_line.db import now


def clock(at: datetime) -> str:
    """`14:05`"""
    return f"{_local(at):%H:%M}"


def day(at: datetime) -> str:
    """`Today`, `Yesterday`, `Monday, 23 November`, with the year when it is another one."""
    told, today = _local(at).date(), _local(now()).date()
    return _near(told, today) or _written(told, "EEEE, d MMMM" if told.year == today.year else "d MMMM y")


def day_key(at: datetime) -> str:
    """The day in the organization's zone, as `2026-11-23`: where it changes, a rule is drawn."""
    return _local(at).date().isoformat()


def brief(at: datetime) -> str:
    """For lists: the clock today, `Yesterday`, then the date."""
    told, today = _local(at).date(), _local(now()).date()
    if told == today:
        return clock(at)
    return _near(told, today) or _written(told, "d MMM" if told.year == today.year else "d MMM y")


def full(at: datetime) -> str:
    """Date and clock: `23 Nov 2026, 14:05`"""
    return f"{_written(_local(at).date(), 'd MMM y')}, {clock(at)}"


def _local(at: datetime) -> datetime:
    return at.astimezone(get_timezone())


def _near(told: date, today: date) -> str:
    if told == today:
        return str(_("Today"))
    return str(_("Yesterday")) if told == today - timedelta(days=1) else ""


def _written(told: date, pattern: str) -> str:
    return _formatted(told, pattern, get_locale())


@lru_cache(maxsize=1024)
def _formatted(told: date, pattern: str, locale: Locale) -> str:
    """A list names the same few days again and again, and each would be a fiftieth of its time."""
    return str(format_date(told, pattern, locale=locale))


def init_app(app: Flask) -> None:
    for name, write in (("clock", clock), ("day", day), ("day_key", day_key), ("brief", brief), ("full", full)):
        app.add_template_filter(write, name)
