"""The forms of Integrations. What an Admin typed is given back to that Admin alone, in the answer to that post."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import PasswordInput

from qontak_line.actions.channels.installations import Form
from qontak_line.actions.channels.replace_token import Credentials
from qontak_line.web import form

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_LONGEST = 5000


def trimmed(value: str | None) -> str | None:
    """Without the white space that copying takes along, visible or not."""
    while value and value != (shorter := value.strip().strip(_INVISIBLE)):
        value = shorter
    return value


def _credential(label: str, *, required: bool = True) -> PasswordField:
    first = DataRequired(_l("field is required")) if required else Optional()
    return PasswordField(
        label,
        filters=[trimmed],
        validators=[first, Length(max=_LONGEST, message=_l("This is too long"))],
        widget=PasswordInput(hide_value=False),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "maxlength": False},
    )


class ConnectForm(form.Form):
    channel_secret = _credential(_l("Channel secret"))
    channel_access_token = _credential(_l("Channel access token"))
    form_id = HiddenField()

    def draw_id(self) -> None:
        """A form is sent once: this one is a new one."""
        self.form_id.data = secrets.token_urlsafe(18)

    def filled(self) -> Form:
        form_id = self.form_id.data or secrets.token_urlsafe(18)
        return Form(self.channel_secret.data, self.channel_access_token.data, form_id[:100])


class ReplaceForm(form.Form):
    channel_access_token = _credential(_l("New channel access token"))
    channel_secret = _credential(_l("New channel secret"), required=False)

    def demand_secret(self) -> None:
        """The kept one can not be read any more."""
        self.channel_secret.validators = [DataRequired(_l("field is required"))]

    def filled(self) -> Credentials:
        return Credentials(self.channel_access_token.data, self.channel_secret.data or "")


class DisconnectForm(form.Form):
    erase = BooleanField(_l("also erase its conversations"))
