"""The kinds of channels: a second kind is one more entry here."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """`icon` is of static/icons.svg, `endpoint` the view that lists its accounts."""

    name: str
    label: str
    hint: str
    icon: str
    endpoint: str


KINDS: tuple[Kind, ...] = (
    Kind("line", "LINE Messenger", _l("Official Accounts"), "channel-line", "integrations.line"),
)
