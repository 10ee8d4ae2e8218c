"""Reply and push. Source: LINE's "Send reply message", "Send push message", "Retry failed API
requests"."""

from collections.abc import Mapping, Sequence

from qontak_line.line.answers import Answer
from qontak_line.line.calls import Call
from qontak_line.line.fields import Fields, WrongShape
from qontak_line.line.transport import Transport
from qontak_line.line.types import Sent, SentMessage

Messages = Sequence[Mapping[str, object]]


def reply(transport: Transport, reply_token: str, messages: Messages) -> Sent:
    """Free of charge, once per token, within a minute of the event. It has no retry key: never repeat
    it blindly."""
    json = {"replyToken": reply_token, "messages": list(messages)}
    return transport.ask(Call("POST", "/v2/bot/message/reply", json=json, is_repeatable=False), _sent)


def push(transport: Transport, to: str, messages: Messages, retry_key: str) -> Sent:
    """`to` is a user, group or room id; `retry_key` a UUID, the same for each attempt within 24 hours.

    LINE's 409 means that an earlier attempt arrived, which is success.
    """
    json = {"to": to, "messages": list(messages)}
    headers = {"X-Line-Retry-Key": retry_key}
    return transport.ask(Call("POST", "/v2/bot/message/push", json=json, headers=headers, accepts=(200, 409)), _sent)


def _sent(answer: Answer) -> Sent:
    if answer.status == 409:
        return Sent(_already_sent(answer), answer.request_id, already_accepted=True)
    return Sent(tuple(map(_message, answer.fields.parts("sentMessages"))), answer.request_id)


def _already_sent(answer: Answer) -> tuple[SentMessage, ...]:
    # The status alone says that the message is sent; ids that cannot be read must not undo that.
    try:
        return tuple(map(_message, answer.fields.optional_parts("sentMessages")))
    except WrongShape:
        return ()


def _message(fields: Fields) -> SentMessage:
    return SentMessage(fields.identifier("id"), fields.optional_text("quoteToken"))
