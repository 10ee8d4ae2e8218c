"""What people do that is no message: follow, block, and come and go in groups. Each tells the bot."""

from qontak_line.simulator import chats, people, webhooks
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.chats import Chat
from qontak_line.simulator.events import Event, event, user_source
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform


def follow(platform: Platform, account: Account, person: Person) -> Event:
    """Add the account as a friend, or unblock it."""
    was_blocked = people.friendship(platform, account, person.user_id) == "blocked"
    people.set_friendship(platform, account, person.user_id, "friend")
    return _tell(
        platform, account, event(platform, account, "follow", person.user_id, follow={"isUnblocked": was_blocked})
    )


def block(platform: Platform, account: Account, person: Person) -> Event:
    people.set_friendship(platform, account, person.user_id, "blocked")
    return _tell(platform, account, event(platform, account, "unfollow", person.user_id))


def invite_account(platform: Platform, account: Account, chat: Chat) -> Event:
    """Raise ValueError when another account is there already."""
    chats.add_account(platform, chat, account)
    return _tell(platform, account, event(platform, account, "join", chat.chat_id))


def remove_account(platform: Platform, account: Account, chat: Chat) -> Event:
    chats.remove_account(platform, chat, account)
    return _tell(platform, account, event(platform, account, "leave", chat.chat_id))


def enter(platform: Platform, account: Account, chat: Chat, person: Person) -> Event:
    chats.add_member(platform, chat, person)
    return _tell(
        platform,
        account,
        event(platform, account, "memberJoined", chat.chat_id, joined={"members": [user_source(person.user_id)]}),
        heard=chats.has_account(platform, chat, account),
    )


def leave(platform: Platform, account: Account, chat: Chat, person: Person) -> Event:
    chats.remove_member(platform, chat, person)
    return _tell(
        platform,
        account,
        event(platform, account, "memberLeft", chat.chat_id, left={"members": [user_source(person.user_id)]}),
        heard=chats.has_account(platform, chat, account),
    )


def postback(
    platform: Platform, account: Account, chat_id: str, person: Person, data: str, params: dict[str, str] | None = None
) -> Event:
    """Tap a button that carries *data*; *params* holds what a date picker adds."""
    more = {"params": params} if params else {}
    return _tell(
        platform,
        account,
        event(platform, account, "postback", chat_id, user_id=person.user_id, postback={"data": data, **more}),
    )


def _tell(platform: Platform, account: Account, told: Event, *, heard: bool = True) -> Event:
    """Emit the event, unless the account is not there to hear it."""
    if heard:
        webhooks.emit(platform, account, [told])
    return told
