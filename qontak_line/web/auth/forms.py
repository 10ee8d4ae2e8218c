"""Forms of set-up and login."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import StopValidation

from qontak_line.actions.passwords import MAX_LENGTH, MIN_LENGTH
from qontak_line.actions.users import usernames
from qontak_line.models.organization import DEFAULT_TIMEZONE
from qontak_line.web.form import AtLeast, AtMost, Form, Required, trimmed


class UsableUsername:
    def __call__(self, form: Form, field: StringField) -> None:
        if not usernames.is_usable(field.data):
            raise StopValidation(_("Letters, digits and . _ @ + - only, at most 64 characters."))


@lru_cache(maxsize=1)
def timezone_names() -> tuple[str, ...]:
    """IANA names of places, and UTC; reading them takes a walk through hundreds of files."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def timezones() -> list[SelectChoice]:
    return [SelectChoice(name, name.replace("_", " ")) for name in timezone_names()]


class LoginForm(Form):
    username = StringField(_l("Username"), filters=[trimmed], validators=[Required()])
    password = PasswordField(_l("Password"), validators=[Required()])
    remember = BooleanField(_l("Remember me"))
    next = HiddenField()


class SetupForm(Form):
    organization = StringField(_l("Organization"), filters=[trimmed], validators=[Required(), AtMost(100)])
    timezone = SelectField(_l("Time zone"), choices=timezones, default=DEFAULT_TIMEZONE, validate_choice=False)
    username = StringField(_l("Username"), filters=[trimmed], validators=[Required(), UsableUsername()])
    password = PasswordField(_l("Password"), validators=[Required(), AtLeast(MIN_LENGTH), AtMost(MAX_LENGTH)])
    code = StringField(_l("Set-up code"), filters=[trimmed])

    def validate_timezone(self, field: SelectField) -> None:
        if field.data not in timezone_names():
            raise StopValidation(_("Choose a time zone from the list."))
