"""What happens to messages that the bot sends: acceptance, quota, and arrival on phones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qontak_line.simulator import chats, identifiers, ledger, messages, people, quota, reply_tokens, retry_keys
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.retry_keys import Accepted

Sent = list[dict[str, Any]]


class InvalidReplyToken(Exception):
    """Used, expired or never issued: LINE does not tell which."""


class UnknownRecipient(Exception):
    """A well-formed id of nobody, or of a group that the account is not in."""


class UnknownQuote(Exception):
    """A quote token of another chat, or of none; its argument is the token."""


class OverQuota(Exception):
    """The month's messages are used up."""


class AlreadyAccepted(Exception):
    """The retry key was accepted before; nothing is sent again."""

    def __init__(self, accepted: Accepted) -> None:
        super().__init__(accepted.request_id)
        self.accepted = accepted


@dataclass(frozen=True)
class Call:
    """One request to send, already checked in form."""

    messages: list[dict[str, Any]]
    request_id: str
    body_sha256: str
    retry_key: str | None = None


def is_recipient_id(text: str) -> bool:
    forms = (identifiers.USER_ID, identifiers.GROUP_ID, identifiers.ROOM_ID)
    return any(form.fullmatch(text) for form in forms)


def reply(platform: Platform, account: Account, reply_token: str, call: Call) -> Sent:
    """Answer an event; free of charge, and the token is used up. A refused message leaves the token alone."""

    def deliver() -> ledger.Acceptance:
        chat_id = reply_tokens.chat_of(platform, account, reply_token)
        if chat_id is None:
            raise InvalidReplyToken
        reply_tokens.use(platform, reply_token)
        return _arrive(platform, account, chat_id, call, "reply", _phones(platform, account, chat_id))

    return _accept(platform, deliver)


def push(platform: Platform, account: Account, to: str, call: Call) -> Sent:
    """Send unasked; counted once for each person whom it reaches."""

    def deliver() -> ledger.Acceptance:
        if call.retry_key and (accepted := retry_keys.find(platform, account, call.retry_key)):
            raise AlreadyAccepted(accepted)
        _require_recipient(platform, account, to)
        recipients = _phones(platform, account, to)
        if not quota.allows(platform, account, recipients):
            raise OverQuota
        quota.count(platform, account, recipients)
        done = _arrive(platform, account, to, call, "push", recipients)
        if call.retry_key:
            remembered = Accepted(call.request_id, done.sent_messages)
            retry_keys.remember(platform, account, call.retry_key, remembered)
        return done

    return _accept(platform, deliver)


def _accept(platform: Platform, deliver: Callable[[], ledger.Acceptance]) -> Sent:
    """All of it in one transaction that is on the disk before LINE says yes."""
    with platform.store.transaction(durable=True):
        done = deliver()
    ledger.append_to_file(platform, done)
    return done.sent_messages


def _arrive(
    platform: Platform, account: Account, chat_id: str, call: Call, kind: str, recipients: int
) -> ledger.Acceptance:
    sent = [_place(platform, account, chat_id, body, delivered=recipients > 0) for body in call.messages]
    if chat_id.startswith("U"):
        people.show_loading(platform, account, chat_id, 0)
    done = ledger.Acceptance(
        kind=kind,
        channel_id=account.channel_id,
        chat_id=chat_id,
        retry_key=call.retry_key,
        request_id=call.request_id,
        body_sha256=call.body_sha256,
        messages=call.messages,
        sent_messages=sent,
        recipients=recipients,
        delivered=recipients > 0,
        accepted_at=platform.clock.now(),
    )
    ledger.accept(platform, done)
    return done


def _place(
    platform: Platform, account: Account, chat_id: str, body: dict[str, Any], *, delivered: bool
) -> dict[str, Any]:
    quote = body.get("quoteToken")
    if quote is not None:
        quoted = messages.find_quoted(platform, account, quote)
        if quoted is None or quoted.chat_id != chat_id:
            raise UnknownQuote(quote)
    message_id = messages.next_id(platform)
    quote_token = identifiers.opaque_token(64) if body["type"] in messages.QUOTABLE else None
    messages.keep(
        platform, account, chat_id, None, body, message_id=message_id, quote_token=quote_token, delivered=delivered
    )
    return {"id": message_id, **({"quoteToken": quote_token} if quote_token else {})}


def _require_recipient(platform: Platform, account: Account, to: str) -> None:
    if to.startswith("U"):
        known = people.find(platform, to) is not None
    else:
        chat = chats.find(platform, to)
        known = chat is not None and chats.has_account(platform, chat, account)
    if not known:
        raise UnknownRecipient


def _phones(platform: Platform, account: Account, chat_id: str) -> int:
    """How many phones will show it: all members of a group, or the one person unless they blocked us."""
    if chat_id.startswith("U"):
        return int(people.is_reachable(platform, account, chat_id))
    chat = chats.find(platform, chat_id)
    return len(chats.members(platform, chat)) if chat and chats.has_account(platform, chat, account) else 0
