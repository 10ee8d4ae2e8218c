"""How an account looks in the list and in its Settings: health in one word, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from qontak_line.actions.channels.client import webhook_url
from qontak_line.models import Channel, ChannelState, Health
from qontak_line.queries.channels import is_interrupted
from qontak_line.web.integrations.check_words import Row, todos


@dataclass(frozen=True)
class Card:
    """`dot` and `word`: its health. `url` is the webhook's, built from `PUBLIC_URL`."""

    channel: Channel
    dot: str
    word: str
    picture: str | None
    url: str
    todos: list[Row]
    is_pending: bool
    is_interrupted: bool

    @property
    def must_paste(self) -> bool:
        """Whether the Admin has to copy the webhook URL to LINE."""
        return any(row.name in ("endpoint", "reached") for row in self.todos)


def card_of(channel: Channel) -> Card:
    is_pending = channel.state is ChannelState.PENDING
    dot, word = ("idle", _("Connecting")) if is_pending else health_word(channel.health)
    return Card(
        channel=channel,
        dot=dot,
        word=word,
        picture=picture_url(channel),
        url=webhook_url(channel),
        todos=[] if is_pending else _todos(channel),
        is_pending=is_pending,
        is_interrupted=is_interrupted(channel),
    )


def _todos(channel: Channel) -> list[Row]:
    found = todos(channel.checks)
    if channel.health is Health.RED and not any(row.state == "bad" for row in found):
        detail = _("LINE refused a message of this account. Check again, and replace the token if it is still refused.")
        found.insert(0, Row("token", "bad", _("Channel access token is refused by LINE"), detail))
    return found


def picture_url(channel: Channel) -> str | None:
    """Our own copy of the account's picture, once it was fetched."""
    if channel.picture_id is None:
        return None
    return url_for("media.picture", picture_id=channel.picture_id)


def health_word(health: Health) -> tuple[str, str]:
    """A dot's kind, and the one word beside it."""
    return {
        Health.GREEN: ("ok", _("Healthy")),
        Health.AMBER: ("warn", _("Incomplete")),
        Health.RED: ("bad", _("Broken")),
        Health.UNKNOWN: ("idle", _("Unchecked")),
    }[health]
