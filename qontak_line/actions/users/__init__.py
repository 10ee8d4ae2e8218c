"""Users: invite, give a role, deactivate and bring back, set passwords, choose a name, language and theme.

Passwords come hashed (`passwords.hash_password`, before the transaction). Whatever takes rights away
ends the sessions concerned.
"""

from qontak_line.actions.users.deactivation import activate, deactivate
from qontak_line.actions.users.invite import invite
from qontak_line.actions.users.last_admin import LastAdmin
from qontak_line.actions.users.password import change_own_password, reset_password
from qontak_line.actions.users.preferences import choose_language, choose_theme, rename
from qontak_line.actions.users.role import change_role
from qontak_line.actions.users.usernames import BadUsername, UsernameTaken

__all__ = [
    "BadUsername",
    "LastAdmin",
    "UsernameTaken",
    "activate",
    "change_own_password",
    "change_role",
    "choose_language",
    "choose_theme",
    "deactivate",
    "invite",
    "rename",
    "reset_password",
]
