"""Ask LINE everything that a channel's health is made of. Nothing is written, and no transaction is open meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from qontak_line.actions.channels.asking import Step, ask
from qontak_line.actions.channels.budget import Budget
from qontak_line.actions.channels.checks import Check, CheckName, Outcome
from qontak_line.actions.channels.client import client_with
from qontak_line.actions.channels.proofs import expiry
from qontak_line.actions.channels.webhook import Webhook
from qontak_line.line.errors import InvalidToken, OAuthRefused
from qontak_line.line.types import BotInfo, Quota


class Setting(Enum):
    """Whether our webhook URL is set at LINE."""

    NO = "no"
    IF_NONE = "if_none"
    ALWAYS = "always"


@dataclass(frozen=True)
class Question:
    """What is asked about, opened. `test`: let LINE try the webhook."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    line_channel_id: str
    url: str
    set_url: Setting = Setting.NO
    test: bool = False


@dataclass
class Findings:
    """`bot`, `quota` and `used` are None when LINE was not asked or did not answer."""

    checks: list[Check] = field(default_factory=list)
    token_expires_at: datetime | None = None
    bot: BotInfo | None = None
    quota: Quota | None = None
    used: int | None = None


def examine(question: Question, budget: Budget) -> Findings:
    """A refused token ends it: everything else would be refused with it, and LINE counts such calls."""
    findings = Findings()
    findings.checks = ask([((CheckName.TOKEN,), lambda: _token(question, budget, findings))])
    if findings.checks[0].outcome is Outcome.OK:
        findings.checks += ask(_others(question, budget, findings))
    return findings


def _others(question: Question, budget: Budget, findings: Findings) -> list[Step]:
    webhook = Webhook(question.token, question.url, budget)
    if question.set_url is Setting.ALWAYS:
        at_webhook = webhook.setting_up()
    else:
        at_webhook = [webhook.looking(set_if_none=question.set_url is Setting.IF_NONE)]
        at_webhook += [webhook.testing()] if question.test else []
    return [
        ((CheckName.SECRET,), lambda: _secret(question, budget)),
        ((CheckName.ACCOUNT, CheckName.RESPONSE_MODE), lambda: _account(question, budget, findings)),
        *at_webhook,
        ((CheckName.QUOTA,), lambda: _quota(question, budget, findings)),
    ]


def _token(question: Question, budget: Budget, findings: Findings) -> list[Check]:
    try:
        with client_with(question.token, budget.timeouts(calls=2)) as line:
            info = line.verify_token()
    except (OAuthRefused, InvalidToken) as refused:
        particulars = {"problem": "refused", "line_message": refused.line_message}
        return [Check(CheckName.TOKEN, Outcome.FAILED, particulars)]
    findings.token_expires_at = expiry(info)
    return [Check(CheckName.TOKEN, Outcome.OK)]


def _secret(question: Question, budget: Budget) -> list[Check]:
    with client_with(None, budget.timeouts()) as line:
        matches = line.prove_secret(question.line_channel_id, question.secret)
    return [Check(CheckName.SECRET, Outcome.OK if matches else Outcome.FAILED)]


def _account(question: Question, budget: Budget, findings: Findings) -> list[Check]:
    with client_with(question.token, budget.timeouts()) as line:
        findings.bot = line.bot_info()
    return [Check(CheckName.ACCOUNT, Outcome.OK), response_mode(findings.bot.chat_mode)]


def response_mode(chat_mode: str | None) -> Check:
    """`chat` means that LINE leaves the answering to its own manager."""
    return Check(CheckName.RESPONSE_MODE, Outcome.TODO if chat_mode == "chat" else Outcome.OK)


def _quota(question: Question, budget: Budget, findings: Findings) -> list[Check]:
    with client_with(question.token, budget.timeouts()) as line:
        quota = line.quota()
    with client_with(question.token, budget.timeouts()) as line:
        used = line.consumption()
    findings.quota, findings.used = quota, used
    is_used_up = quota.value is not None and used >= quota.value
    return [Check(CheckName.QUOTA, Outcome.TODO if is_used_up else Outcome.OK)]
