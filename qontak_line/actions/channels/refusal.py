"""Why an account was not connected, or its token not replaced; the page makes the sentence."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - a word, not a secret
    WRONG_SECRET = "wrong_secret"  # noqa: S105
    FORBIDDEN = "forbidden"
    """The token is good, but LINE does not let this kind of account use its API."""
    ALREADY_CONNECTED = "already_connected"
    OTHER_ACCOUNT = "other_account"
    """A token of another LINE account was given as this one's new token."""
    UNREACHABLE = "unreachable"
    """Down, slow, throttling or talking nonsense: nothing is known about token and secret."""
    REMOVED = "removed"
    """Somebody disconnected the account while this was under way."""
    STILL_RUNNING = "still_running"


class Refusal(Exception):
    """`line_message`: LINE's own words. `passed`: the names of the checks that held before."""

    def __init__(self, why: Why, line_message: str = "", passed: tuple[str, ...] = ()) -> None:
        super().__init__(why.value)
        self.why = why
        self.line_message = line_message
        self.passed = passed
