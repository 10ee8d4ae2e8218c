"""Where an event came from. Source: LINE's webhook "Source user / group chat / multi-person chat"."""

from dataclasses import dataclass

from qontak_line.line.fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The chat of an event. `user_id` is who acted in it, None when LINE does not say."""

    type: str
    user_id: str | None = None

    @property
    def chat_id(self) -> str | None:
        """The id to push to: of the user, group or room."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSource(Source):
    """A one-to-one chat."""

    @property
    def chat_id(self) -> str | None:
        return self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSource(Source):
    """A group chat."""

    group_id: str

    @property
    def chat_id(self) -> str | None:
        return self.group_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSource(Source):
    """A multi-person chat, the older and nameless kind of group."""

    room_id: str

    @property
    def chat_id(self) -> str | None:
        return self.room_id


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSource(Source):
    """A kind of chat that LINE added later."""


def parse_source(fields: Fields) -> Source:
    """Raises WrongShape."""
    kind, user_id = fields.text("type"), fields.optional_identifier("userId")
    if kind == "user":
        return UserSource(type=kind, user_id=user_id)
    if kind == "group":
        return GroupSource(type=kind, user_id=user_id, group_id=fields.identifier("groupId"))
    if kind == "room":
        return RoomSource(type=kind, user_id=user_id, room_id=fields.identifier("roomId"))
    return UnknownSource(type=kind, user_id=user_id)
