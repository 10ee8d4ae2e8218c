"""Prove before anything is saved: the token is valid, the secret is of the same LINE channel, the account is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from qontak_line.actions.channels.budget import Budget
from qontak_line.actions.channels.checks import CheckName
from qontak_line.actions.channels.client import client_with
from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.db import now
from qontak_line.failpoints import fail
from qontak_line.line.errors import Forbidden, InvalidToken, LineError, OAuthRefused
from qontak_line.line.types import BotInfo, TokenInfo

_NEVER = timedelta(days=20 * 365)
"""LINE answers centuries for a long-lived token."""


@dataclass(frozen=True)
class Proved:
    """`line_channel_id` is LINE's id of the channel that token and secret share."""

    line_channel_id: str
    token_expires_at: datetime | None
    bot: BotInfo


def prove(token: str, secret: str, budget: Budget) -> Proved:
    """Three calls at least, four at most, none of which changes anything at LINE. Raises Refusal."""
    info = _token_info(token, budget)
    fail("prove.token")
    _match_secret(info.client_id, secret, budget)
    fail("prove.secret")
    bot = _account(token, budget)
    fail("prove.account")
    return Proved(info.client_id, expiry(info), bot)


def expiry(info: TokenInfo) -> datetime | None:
    """When the token ends; None when it does not."""
    try:
        life = timedelta(seconds=max(0, info.expires_in))
    except OverflowError:
        return None
    return None if life > _NEVER else now() + life


def _token_info(token: str, budget: Budget) -> TokenInfo:
    try:
        with client_with(token, budget.timeouts(calls=2)) as line:
            return line.verify_token()
    except (OAuthRefused, InvalidToken) as refused:
        raise Refusal(Why.WRONG_TOKEN, refused.line_message) from None
    except LineError:
        raise Refusal(Why.UNREACHABLE) from None


def _match_secret(line_channel_id: str, secret: str, budget: Budget) -> None:
    passed = (CheckName.TOKEN.value,)
    try:
        with client_with(None, budget.timeouts()) as line:
            matches = line.prove_secret(line_channel_id, secret)
    except LineError:
        raise Refusal(Why.UNREACHABLE, passed=passed) from None
    if not matches:
        raise Refusal(Why.WRONG_SECRET, passed=passed)


def _account(token: str, budget: Budget) -> BotInfo:
    passed = (CheckName.TOKEN.value, CheckName.SECRET.value)
    try:
        with client_with(token, budget.timeouts()) as line:
            return line.bot_info()
    except InvalidToken as refused:
        raise Refusal(Why.WRONG_TOKEN, refused.line_message) from None
    except Forbidden as refused:
        raise Refusal(Why.FORBIDDEN, refused.line_message, passed) from None
    except LineError:
        raise Refusal(Why.UNREACHABLE, passed=passed) from None
