"""What the demo prints once everything answers."""

from __future__ import annotations

from collections.abc import Sequence

from qontak_line.config import Settings
from qontak_line.launcher.playbill import Player


def announcement(settings: Settings, cast: Sequence[Player]) -> str:
    """A block of plain text: where to look, and how to log in."""
    width = max(len(player.username) for player in cast)
    logins = [f"    {player.username:<{width}}   {player.password}   ({player.role})" for player in cast]
    lines = [
        "",
        "  qontak_line demo is ready",
        "",
        f"  Inbox            {settings.public_url}",
        f"  LINE simulator   {settings.line_api_url}   (phones, and the console with secret and token)",
        "",
        "  Log in as",
        *logins,
        "",
        f"  Everything is kept in {settings.data_dir}",
        "  Ctrl+C ends it. The next start keeps the data.",
        "",
    ]
    return "\n".join(lines)
