"""The Official Account itself. Source: LINE's "Bot" and "Get quota" references."""

from qontak_line.line.answers import Answer
from qontak_line.line.calls import Call
from qontak_line.line.transport import Transport
from qontak_line.line.types import BotInfo, Quota


def bot_info(transport: Transport) -> BotInfo:
    return transport.ask(Call("GET", "/v2/bot/info"), _bot_info)


def quota(transport: Transport) -> Quota:
    return transport.ask(Call("GET", "/v2/bot/message/quota"), _quota)


def consumption(transport: Transport) -> int:
    """Messages counted this month: approximate and late, good for warnings only."""
    call = Call("GET", "/v2/bot/message/quota/consumption")
    return transport.ask(call, lambda answer: answer.fields.whole("totalUsage"))


def _bot_info(answer: Answer) -> BotInfo:
    fields = answer.fields
    return BotInfo(
        user_id=fields.identifier("userId"),
        basic_id=fields.identifier("basicId"),
        display_name=fields.text("displayName"),
        picture_url=fields.optional_text("pictureUrl"),
        chat_mode=fields.optional_text("chatMode"),
        mark_as_read_mode=fields.optional_text("markAsReadMode"),
        premium_id=fields.optional_text("premiumId"),
    )


def _quota(answer: Answer) -> Quota:
    fields = answer.fields
    kind = fields.text("type")
    return Quota(kind, fields.whole("value") if kind == "limited" else fields.optional_whole("value"))
