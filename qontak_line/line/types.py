"""What LINE answers, as plain values. Texts hold no U+0000 and no lone surrogates (`fields.storable`)."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect (per address), of silence, of a whole call, of a whole content download."""

    connect: float = 3.0
    read: float = 10.0
    total: float = 15.0
    content_total: float = 300.0


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token's channel id and life left in seconds (centuries for a long-lived one)."""

    client_id: str
    expires_in: int
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class BotInfo:
    """The Official Account. `chat_mode` is chat or bot, `mark_as_read_mode` manual or auto; more may
    come."""

    user_id: str
    basic_id: str
    display_name: str
    picture_url: str | None = None
    chat_mode: str | None = None
    mark_as_read_mode: str | None = None
    premium_id: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Where LINE sends webhooks; `active` is the console's switch "Use webhook"."""

    endpoint: str
    active: bool


@dataclass(frozen=True, slots=True)
class WebhookTest:
    """What LINE saw when it called the webhook; `status_code` is 0 or below when it got no answer."""

    success: bool
    status_code: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message that LINE accepted, in the order of the request."""

    id: str
    quote_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply or push that LINE accepted, which is not to say delivered.

    `already_accepted`: an earlier attempt under the same retry key had arrived; the ids are that
    attempt's.
    """

    messages: tuple[SentMessage, ...]
    request_id: str | None = None
    already_accepted: bool = False

    @property
    def message_ids(self) -> list[str]:
        return [message.id for message in self.messages]

    @property
    def quote_tokens(self) -> list[str | None]:
        """One per message, None for kinds that cannot be quoted."""
        return [message.quote_token for message in self.messages]


@dataclass(frozen=True, slots=True)
class Profile:
    """A LINE user as LINE knows them; `language` and `status_message` are told in one-to-one chats
    only."""

    user_id: str
    display_name: str
    picture_url: str | None = None
    status_message: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group's name and picture."""

    group_id: str
    group_name: str
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """Free messages a month: `value` of them when `type` is limited, None when it is none."""

    type: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A message's file while it streams in. `length` in bytes is None when LINE does not say.

    `content_type` is LINE's word and proves nothing about the bytes. `chunks` is read once; it raises
    LineError.
    """

    content_type: str
    length: int | None
    chunks: Iterator[bytes]
