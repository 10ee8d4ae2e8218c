"""An HTTP answer that is no success → the LineError it means. Source: LINE's "Status codes".

The status decides and LINE's words are shown, with two exceptions that LINE forces: the two kinds of
429 and the refused reply token differ only in their text.
"""

from qontak_line.line import errors
from qontak_line.line.fields import Fields, WrongShape, storable

_LONGEST_MESSAGE = 500
_MOST_DETAILS = 20

_BY_STATUS: dict[int, type[errors.LineError]] = {
    401: errors.InvalidToken,
    403: errors.Forbidden,
    404: errors.NotFound,
    408: errors.LineTimeout,
    410: errors.Gone,
    413: errors.TooLarge,
}


def error_of(status: int, body: Fields | None, request_id: str | None) -> errors.LineError:
    """The error of a /v2/bot answer: `{"message", "details": [{"message", "property"}]}`."""
    message = _text(body, "message")
    return _kind(status, message.lower())(
        message, status=status, request_id=request_id, details=_details(body) if body else ()
    )


def oauth_error_of(status: int, body: Fields | None, request_id: str | None) -> errors.LineError:
    """The error of an OAuth answer: `{"error", "error_description"}`.

    A 400 without that shape is nonsense: nobody shall be told that their secret is wrong by a proxy's
    error page.
    """
    if status != 400:
        return error_of(status, body, request_id)
    code = _text(body, "error")
    kind = errors.OAuthRefused if code else errors.LineNonsense
    return kind(_text(body, "error_description") or code, status=status, request_id=request_id)


def _kind(status: int, message: str) -> type[errors.LineError]:
    if status >= 500:
        return errors.LineServerError
    if status == 429:
        return errors.MonthlyLimitReached if "monthly limit" in message else errors.RateLimited
    if status == 400 and "invalid reply token" in message:
        return errors.InvalidReplyToken
    return _BY_STATUS.get(status, errors.BadRequest if status >= 400 else errors.LineNonsense)


def _details(body: Fields) -> tuple[errors.Detail, ...]:
    try:
        details = body.optional_parts("details")
    except WrongShape:
        return ()
    few = details[:_MOST_DETAILS]
    return tuple(errors.Detail(_text(part, "message"), _text(part, "property")) for part in few)


def _text(fields: Fields | None, name: str) -> str:
    try:
        text = fields.optional_text(name) if fields else None
    except WrongShape:
        return ""
    return storable(text or "")[:_LONGEST_MESSAGE]
