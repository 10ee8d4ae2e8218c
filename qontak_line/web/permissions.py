"""Deny by default: every route says beside itself who may pass, and a role is a set of permissions."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from qontak_line.models import Role

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What a route may demand. `SIGNED_IN` is everybody with a living session."""

    SIGNED_IN = "signed_in"
    INBOX = "inbox"
    CHANNELS_VIEW = "channels_view"
    CHANNELS_CHECK = "channels_check"
    CHANNELS_CONNECT = "channels_connect"
    TEAM_VIEW = "team_view"
    TEAM_CHANGE = "team_change"


_AGENT = frozenset({Permission.SIGNED_IN, Permission.INBOX})
_SUPERVISOR = _AGENT | {Permission.CHANNELS_VIEW, Permission.CHANNELS_CHECK, Permission.TEAM_VIEW}
_ADMIN = _SUPERVISOR | {Permission.CHANNELS_CONNECT, Permission.TEAM_CHANGE}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _ADMIN,
}

PUBLIC = "public"


def permission(needed: Permission) -> Callable[[View], View]:
    """The signed-in user's role must grant `needed`, else 403; nobody signed in: to the login."""

    def mark(view: View) -> View:
        view.door = needed  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.door = PUBLIC  # type: ignore[attr-defined]
    return view


def door_of(view: Callable[..., Any]) -> Permission | str | None:
    """What the route demands; None for a route that forgot to say, which is then closed to all."""
    return getattr(view, "door", None)


def grants(role: Role, needed: Permission) -> bool:
    return needed in GRANTS[role]
