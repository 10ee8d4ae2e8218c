"""LINE's two shapes of error, and its texts (Messaging API "Error responses")."""

from typing import Any

from flask import Response, jsonify

from qontak_line.simulator.rules import Problem

NO_AUTHORIZATION = "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
UNAUTHENTICATED = "Authentication failed. Confirm that the access token in the authorization header is valid."
RATE_LIMIT = "The API rate limit has been exceeded. Try again later."
MONTHLY_LIMIT = "You have reached your monthly limit."
NOT_AVAILABLE = "Access to this API is not available for your account"
REPLY_REFUSED = "Invalid reply token"
FAILED_TO_SEND = "Failed to send messages"
RETRY_KEY_ACCEPTED = "The retry key is already accepted"
NO_WEBHOOK = "Webhook endpoint not found"
BAD_WEBHOOK = "Invalid webhook endpoint URL"
BAD_MARK = "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."
GONE = "The content is gone"
NO_PREVIEW = "The content can not be previewed"
NO_TRANSCODING = "Transcoding status doesn't support this type of content"
NO_CHANNEL_KEY = "Cannot find channel key that satisfies the conditions"


class Refusal(Exception):
    """An answer other than success, of either shape."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def refuse(status: int, message: str, **more: Any) -> Refusal:
    """The shape of /v2/bot."""
    return Refusal(status, {"message": message, **more})


def refuse_problems(problems: list[Problem]) -> Refusal:
    details = [{"message": problem.message, "property": problem.property} for problem in problems]
    return refuse(400, f"The request body has {len(problems)} error(s)", details=details)


def refuse_property(name: str) -> Refusal:
    return refuse(400, f"The property, '{name}', in the request body is invalid (line: -, column: -)")


def refuse_parameter(name: str) -> Refusal:
    return refuse(400, f"The value for the '{name}' parameter is invalid")


def refuse_oauth(description: str, error: str = "invalid_request") -> Refusal:
    """The shape of the OAuth endpoints."""
    return Refusal(400, {"error": error, "error_description": description})


def answer(refusal: Refusal) -> Response:
    response = jsonify(refusal.body)
    response.status_code = refusal.status
    response.headers.update(refusal.headers)
    return response
