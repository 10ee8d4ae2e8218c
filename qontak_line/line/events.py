"""What LINE tells through the webhook. Source: LINE's "Webhook event objects"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from qontak_line.line.incoming import Message
from qontak_line.line.sources import Source

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events share.

    `timestamp` is when it happened, in milliseconds since 1970; order by it, since LINE
    promises no order of arrival.
    `webhook_event_id` stays the same on redelivery; None only from LINE's oldest consoles and stand-ins.
    `mode` is `active`, or `standby` when another module talks to the user and we must not answer.
    `reply_token` is None wherever nothing can be replied: such events, standby, and LINE's dummy events.
    """

    type: str
    timestamp: int
    mode: str = "active"
    webhook_event_id: str | None = None
    is_redelivery: bool = False
    source: Source | None = None
    reply_token: str | None = field(default=None, repr=False)

    @property
    def occurred_at(self) -> datetime:
        """`timestamp` as an aware UTC time."""
        return _EPOCH + timedelta(milliseconds=self.timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent(Event):
    """A user sent a message."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEditedEvent(Event):
    """A user of a group changed a text: the same message id with the new text. The largest timestamp
    wins."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsendEvent(Event):
    """A user took a message back; it may not be shown any longer. Can come before the message itself."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowEvent(Event):
    """A user added the account as a friend, or unblocked it (`is_unblocked`, None when LINE does not
    say)."""

    is_unblocked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfollowEvent(Event):
    """A user blocked the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinEvent(Event):
    """The account joined a group or room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveEvent(Event):
    """The account left a group or room, or was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoinedEvent(Event):
    """Users joined a group or room."""

    user_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeftEvent(Event):
    """Users left a group or room."""

    user_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostbackEvent(Event):
    """A user tapped a button that carries `data`; `params` holds a chosen date or rich menu."""

    data: str = field(repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlayCompleteEvent(Event):
    """A user watched one of our videos to its end."""

    tracking_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconEvent(Event):
    """A user came near a LINE Beacon (`beacon_type` enter, banner or stay)."""

    hwid: str
    beacon_type: str
    device_message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinkEvent(Event):
    """A user linked a LINE account with a service's (`result` ok or failed)."""

    result: str
    nonce: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEvent(Event):
    """A user's paid membership changed (`membership_type` joined, left or renewed)."""

    membership_type: str
    membership_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleEvent(Event):
    """A module channel was attached to an account (with `scopes`) or detached (with `reason`)."""

    module_type: str
    bot_id: str | None = None
    scopes: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatedEvent(Event):
    """A module channel got chat control, until `expire_at` (milliseconds since 1970)."""

    expire_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivatedEvent(Event):
    """A module channel lost chat control."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSuspendedEvent(Event):
    """LINE suspended the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotResumedEvent(Event):
    """LINE lifted the account's suspension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEvent(Event):
    """A LINE notification message was delivered; `data` is a hashed phone number or the sender's tag."""

    data: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(Event):
    """A kind of event that LINE added later."""
