"""Forms of the profile."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, SelectField, StringField

from qontak_line.actions.passwords import MAX_LENGTH, MIN_LENGTH
from qontak_line.models import Theme
from qontak_line.web.form import AtLeast, AtMost, Form, Required, trimmed
from qontak_line.web.language import LANGUAGES


def languages() -> list[SelectChoice]:
    """The empty one follows the browser."""
    return [SelectChoice("", _("Same as my browser")), *(SelectChoice(*one) for one in LANGUAGES.items())]


class NameForm(Form):
    name = StringField(_l("Name"), filters=[trimmed], validators=[Required(), AtMost(100)])


class PreferencesForm(Form):
    language = SelectField(_l("Language"), choices=languages)
    theme = RadioField(
        _l("Appearance"),
        choices=[
            SelectChoice(Theme.SYSTEM.value, _l("Same as this device")),
            SelectChoice(Theme.LIGHT.value, _l("Light")),
            SelectChoice(Theme.DARK.value, _l("Dark")),
        ],
    )


class OwnPasswordForm(Form):
    current_password = PasswordField(_l("Current password"), validators=[Required()])
    password = PasswordField(_l("New password"), validators=[Required(), AtLeast(MIN_LENGTH), AtMost(MAX_LENGTH)])
