"""Where LINE sends this channel's webhooks. Source: LINE's "Webhook settings" reference."""

from qontak_line.line.answers import Answer
from qontak_line.line.calls import Call
from qontak_line.line.errors import NotFound
from qontak_line.line.fields import WrongShape
from qontak_line.line.transport import Transport
from qontak_line.line.types import WebhookEndpoint, WebhookTest

_PATH = "/v2/bot/channel/webhook/endpoint"


def webhook_endpoint(transport: Transport) -> WebhookEndpoint | None:
    """None when the channel has no webhook URL yet."""
    try:
        return transport.ask(Call("GET", _PATH), _endpoint)
    except NotFound:
        return None


def set_webhook_endpoint(transport: Transport, url: str) -> None:
    """May take LINE a minute to act on. Raises BadRequest for an address that LINE does not like."""
    transport.ask(Call("PUT", _PATH, json={"endpoint": url}), lambda answer: answer.fields)


def request_test(transport: Transport, url: str | None) -> WebhookTest:
    """LINE calls `url`, or the set one, with an empty webhook. At most 60 times an hour."""
    json = {"endpoint": url} if url else {}
    return transport.ask(Call("POST", "/v2/bot/channel/webhook/test", json=json), _test)


def _endpoint(answer: Answer) -> WebhookEndpoint:
    active = answer.fields.optional_flag("active")
    if active is None:
        raise WrongShape("active: missing")
    return WebhookEndpoint(answer.fields.text("endpoint"), active)


def _test(answer: Answer) -> WebhookTest:
    fields = answer.fields
    status, success = fields.signed("statusCode"), fields.optional_flag("success")
    return WebhookTest(
        success=200 <= status < 300 if success is None else success,
        status_code=status,
        reason=fields.text("reason"),
        detail=fields.text("detail"),
    )
