"""The command line: `flask --app wsgi …`. One file a group; what goes wrong is one line, and the exit code is not 0."""

from __future__ import annotations

from flask import Flask

from qontak_line.cli.backup import backup
from qontak_line.cli.channels import channels
from qontak_line.cli.events import events
from qontak_line.cli.organizations import organizations
from qontak_line.cli.restore import restore
from qontak_line.cli.secrets import secrets
from qontak_line.cli.users import users


def init_app(app: Flask) -> None:
    """Register every group of commands."""
    for command in (organizations, users, channels, secrets, events, backup, restore):
        app.cli.add_command(command)
