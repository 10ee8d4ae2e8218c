"""Forms of the team pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, StringField

from qontak_line.actions.passwords import MAX_LENGTH, MIN_LENGTH
from qontak_line.models import Role
from qontak_line.web.auth.forms import UsableUsername
from qontak_line.web.form import AtLeast, AtMost, Form, Required, trimmed

ROLES = [
    SelectChoice(Role.AGENT.value, _l("Agent: answers own and unassigned conversations")),
    SelectChoice(Role.SUPERVISOR.value, _l("Supervisor: sees and assigns all conversations, sees channels and team")),
    SelectChoice(Role.ADMIN.value, _l("Admin: also connects channels and manages the team")),
]


class InviteForm(Form):
    username = StringField(_l("Username"), filters=[trimmed], validators=[Required(), UsableUsername()])
    name = StringField(_l("Name"), filters=[trimmed], validators=[AtMost(100)])
    role = RadioField(_l("Role"), choices=ROLES, default=Role.AGENT.value)
    password = PasswordField(_l("Password"), validators=[Required(), AtLeast(MIN_LENGTH), AtMost(MAX_LENGTH)])


class RoleForm(Form):
    role = RadioField(_l("Role"), choices=ROLES)


class PasswordForm(Form):
    password = PasswordField(_l("New password"), validators=[Required(), AtLeast(MIN_LENGTH), AtMost(MAX_LENGTH)])
