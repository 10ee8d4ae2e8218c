"""What everybody chooses for themselves: name, language, theme."""

from __future__ import annotations

from qontak_line.actions import audit
from qontak_line.models import Theme, User


def rename(user: User, name: str, by: User | None) -> None:
    """The name that colleagues see; the username stays."""
    name = name.strip()[:100] or user.username
    if name == user.name:
        return
    before, user.name = user.name, name
    audit.record(user.organization_id, "user:renamed", by, user=user.id, before=before, after=name)


def choose_language(user: User, language: str | None) -> None:
    """`None`: as the browser asks."""
    user.language = language


def choose_theme(user: User, theme: Theme) -> None:
    user.theme = theme
