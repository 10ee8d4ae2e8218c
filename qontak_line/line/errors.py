"""What can go wrong between us and LINE, as one tree that answers "retry or stop?".

    LineError
    ├── LineUnreachable      the request never left: refused, DNS, TLS, connect timeout      retry
    ├── LineTimeout          no whole answer in time; LINE may have accepted                 retry,
    ambiguous │   └── LineInterrupted  the connection broke after the request had left
    retry, ambiguous ├── LineServerError      5xx; LINE may have accepted
    retry, ambiguous ├── LineNonsense         an answer that is not LINE's: HTML, wrong shape, redirect,
    huge retry, ambiguous ├── RateLimited          429, too many requests
    retry ├── MonthlyLimitReached  429, no free messages left this month                           stop
    ├── InvalidToken         401                                                             stop ├──
    Forbidden            403, the plan or account type lacks this call                   stop ├──
    NotFound             404                                                             stop ├── Gone
    410, the content was unsent                                     stop ├── TooLarge             413
    stop ├── NotReady             202 of message content: still being prepared                    retry
    ├── OAuthRefused         400 of the OAuth endpoints: bad token, or bad id and secret     stop └──
    BadRequest           400 and every other 4xx                                         stop └──
    InvalidReplyToken  expired, used or invented; nothing was sent                   stop

`is_ambiguous` asks whether LINE may have carried the request out. An ambiguous push goes again under
the same retry key; an ambiguous reply must not be followed by a push. Source: LINE's "Status codes" and
"Retry failed API requests".

No error holds a token, a secret or a message text, and none chains the HTTP library's own error, which
would.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Detail:
    """One entry of `details` in LINE's error body; `property` names the field, as in
    `messages[0].text`."""

    message: str = ""
    property: str = ""


class LineError(Exception):
    """A call to LINE that did not succeed.

    `status` is the HTTP status, None when there was no answer. `line_message` is LINE's own words or "".
    `request_id` is LINE's `x-line-request-id`.
    """

    retry: ClassVar[bool] = False
    is_ambiguous: ClassVar[bool] = False

    def __init__(
        self,
        line_message: str = "",
        *,
        status: int | None = None,
        request_id: str | None = None,
        details: tuple[Detail, ...] = (),
    ) -> None:
        super().__init__(line_message)
        self.line_message = line_message
        self.status = status
        self.request_id = request_id
        self.details = details

    def __str__(self) -> str:
        parts = [type(self).__name__, *([str(self.status)] if self.status else [])]
        return ": ".join([" ".join(parts), *([self.line_message] if self.line_message else [])])


class LineUnreachable(LineError):
    """The connection could not be made, so nothing was sent."""

    retry = True


class LineTimeout(LineError):
    """LINE did not answer whole and in time; what became of the request is unknown."""

    retry = True
    is_ambiguous = True


class LineInterrupted(LineTimeout):
    """The connection broke after the request had left; what became of it is unknown."""


class LineServerError(LineError):
    """LINE failed (5xx); what became of the request is unknown."""

    retry = True
    is_ambiguous = True


class LineNonsense(LineError):
    """The answer cannot be understood as LINE's; what became of the request is unknown."""

    retry = True
    is_ambiguous = True


class RateLimited(LineError):
    """Too many requests; LINE gives no time to wait."""

    retry = True


class MonthlyLimitReached(LineError):
    """The month's messages are used up; replies still work."""


class InvalidToken(LineError):
    """The access token is revoked, expired or unknown."""


class Forbidden(LineError):
    """The account's plan or type does not allow this call."""


class NotFound(LineError):
    """No such user, group, content or webhook endpoint, or none that this account may see."""


class Gone(LineError):
    """The content was unsent."""


class TooLarge(LineError):
    """The request is over 2 MB."""


class NotReady(LineError):
    """The content is still being prepared."""

    retry = True


class OAuthRefused(LineError):
    """An OAuth endpoint refused the token, or the pair of channel id and secret."""


class BadRequest(LineError):
    """LINE refused the request as it stands; the same request will be refused again."""


class InvalidReplyToken(BadRequest):
    """The reply token is expired, used or unknown; LINE does not tell which. Nothing was sent."""
