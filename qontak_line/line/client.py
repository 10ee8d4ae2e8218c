"""LINE's Messaging API as one channel uses it; each method is one call and raises LineError (see
`errors`)."""

from contextlib import AbstractContextManager

from qontak_line.line import accounts, chats, profiles, sending, tokens, webhook_endpoint
from qontak_line.line.calls import Call, segment
from qontak_line.line.transport import Transport
from qontak_line.line.types import (
    BotInfo,
    Content,
    GroupSummary,
    Profile,
    Quota,
    Sent,
    Timeouts,
    TokenInfo,
    WebhookEndpoint,
    WebhookTest,
)


class LineClient:
    """One channel's way to LINE. Threads may share it; close it, or use it as a context manager.

    `api_url` and `data_api_url` are LINE's two hosts or a stand-in's. `access_token` may be left out for
    `prove_secret`. The token shows in no repr, log or error.
    """

    def __init__(
        self,
        api_url: str,
        data_api_url: str,
        access_token: str | None = None,
        *,
        timeout: Timeouts | None = None,
    ) -> None:
        self._api_url = api_url
        self._access_token = access_token or ""
        self._transport = Transport(api_url, data_api_url, access_token, timeout or Timeouts())

    def __repr__(self) -> str:
        return f"LineClient({self._api_url!r})"

    def __enter__(self) -> "LineClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def verify_token(self) -> TokenInfo:
        """Whose token this is. Raises OAuthRefused with LINE's own words when LINE does not know it."""
        return tokens.verify_token(self._transport, self._access_token)

    def prove_secret(self, client_id: str, secret: str) -> bool:
        """Whether `secret` belongs to channel `client_id`; any LineError means undecided, not wrong."""
        return tokens.prove_secret(self._transport, client_id, secret)

    def bot_info(self) -> BotInfo:
        return accounts.bot_info(self._transport)

    def quota(self) -> Quota:
        return accounts.quota(self._transport)

    def consumption(self) -> int:
        """Messages counted this month, approximately."""
        return accounts.consumption(self._transport)

    def webhook_endpoint(self) -> WebhookEndpoint | None:
        """None when no address is set."""
        return webhook_endpoint.webhook_endpoint(self._transport)

    def set_webhook_endpoint(self, url: str) -> None:
        webhook_endpoint.set_webhook_endpoint(self._transport, url)

    def test_webhook(self, url: str | None = None) -> WebhookTest:
        """Lets LINE call `url`, or the address that is set. Raises NotFound when there is none."""
        return webhook_endpoint.request_test(self._transport, url)

    def reply(self, reply_token: str, messages: sending.Messages) -> Sent:
        """Answers an event with one to five messages. After an ambiguous error, never send them again."""
        return sending.reply(self._transport, reply_token, messages)

    def push(self, to: str, messages: sending.Messages, retry_key: str) -> Sent:
        """Sends one to five messages. After an ambiguous error send the same again with the same key."""
        return sending.push(self._transport, to, messages, retry_key)

    def profile(self, user_id: str) -> Profile:
        """Raises NotFound for users who blocked the account or never wrote to it."""
        return profiles.profile(self._transport, user_id)

    def group_summary(self, group_id: str) -> GroupSummary:
        return profiles.group_summary(self._transport, group_id)

    def group_member(self, group_id: str, user_id: str) -> Profile:
        return profiles.group_member(self._transport, group_id, user_id)

    def room_member(self, room_id: str, user_id: str) -> Profile:
        return profiles.room_member(self._transport, room_id, user_id)

    def content(self, message_id: str) -> AbstractContextManager[Content]:
        """The file of an image, video, audio or file message, to be read in a `with` block.

        Raises NotReady (ask again soon), NotFound, Gone (unsent).
        """
        path = f"/v2/bot/message/{segment(message_id)}/content"
        return self._transport.download(Call("GET", path, is_data=True))

    def mark_as_read(self, mark_as_read_token: str) -> None:
        chats.mark_as_read(self._transport, mark_as_read_token)

    def show_loading(self, chat_id: str, seconds: int = 20) -> None:
        chats.show_loading(self._transport, chat_id, seconds)
