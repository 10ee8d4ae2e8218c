"""The webhook's side of a channel: its URL at LINE, LINE's test of it, and the switch that no API can flip."""

from __future__ import annotations

from urllib.parse import urlsplit

from qontak_line.actions.channels.asking import Step, unknown
from qontak_line.actions.channels.budget import Budget
from qontak_line.actions.channels.checks import Check, CheckName, Outcome
from qontak_line.actions.channels.client import client_with
from qontak_line.failpoints import fail
from qontak_line.line.errors import (
    BadRequest,
    Forbidden,
    LineError,
    LineServerError,
    LineTimeout,
    LineUnreachable,
    RateLimited,
)
from qontak_line.line.types import WebhookEndpoint, WebhookTest

ENDPOINT_CHECKS = (CheckName.ENDPOINT, CheckName.USE_WEBHOOK)
REACHED_CHECKS = (CheckName.REACHED,)


class Webhook:
    """One channel's webhook at LINE. `url` is ours."""

    def __init__(self, token: str, url: str, budget: Budget) -> None:
        self._token = token
        self._url = url
        self._budget = budget

    def setting_up(self) -> list[Step]:
        """Set the URL, see what LINE made of it, and let LINE try it."""
        return [(ENDPOINT_CHECKS, self._set_and_look), self.testing()]

    def looking(self, *, set_if_none: bool = False) -> Step:
        """See which URL is set; with `set_if_none`, set ours where there is none."""
        return ENDPOINT_CHECKS, self._look_and_maybe_set if set_if_none else self._look

    def testing(self) -> Step:
        return REACHED_CHECKS, self._test

    def _set_and_look(self) -> list[Check]:
        problem = self._set()
        found = self._look()
        if problem is not None and found[0].outcome is not Outcome.OK:
            found[0] = problem
        return found

    def _look_and_maybe_set(self) -> list[Check]:
        found = self._look()
        return self._set_and_look() if found[0].particulars.get("problem") == "none" else found

    def _set(self) -> Check | None:
        """None when LINE took the URL; else what stood in the way."""
        try:
            with client_with(self._token, self._budget.timeouts()) as line:
                fail("webhook.before_set")
                line.set_webhook_endpoint(self._url)
                fail("webhook.set")
        except (LineTimeout, LineUnreachable):
            raise
        except (BadRequest, Forbidden) as refused:
            particulars = {"problem": "refused", "line_message": refused.line_message}
            return Check(CheckName.ENDPOINT, Outcome.TODO, particulars)
        except LineError:
            return unknown((CheckName.ENDPOINT,), "unreachable")[0]
        return None

    def _look(self) -> list[Check]:
        with client_with(self._token, self._budget.timeouts()) as line:
            endpoint = line.webhook_endpoint()
        fail("webhook.looked")
        return [self._whose(endpoint), _switch(endpoint)]

    def _whose(self, endpoint: WebhookEndpoint | None) -> Check:
        if endpoint is None or not endpoint.endpoint:
            return Check(CheckName.ENDPOINT, Outcome.TODO, {"problem": "none"})
        if endpoint.endpoint == self._url:
            return Check(CheckName.ENDPOINT, Outcome.OK)
        return Check(CheckName.ENDPOINT, Outcome.TODO, {"problem": "other", "host": _host(endpoint.endpoint)})

    def _test(self) -> list[Check]:
        try:
            with client_with(self._token, self._budget.timeouts()) as line:
                test = line.test_webhook(self._url)
            fail("webhook.tested")
        except RateLimited:
            return []  # 60 tests an hour; what the last one said still stands
        except LineServerError:
            return unknown(REACHED_CHECKS, "unreachable")
        except (BadRequest, Forbidden) as refused:
            particulars = {"problem": "refused", "line_message": refused.line_message}
            return [Check(CheckName.REACHED, Outcome.TODO, particulars)]
        return [_reached(test)]


def _reached(test: WebhookTest) -> Check:
    if test.success:
        return Check(CheckName.REACHED, Outcome.OK)
    particulars = {"problem": test.reason[:40], "status": test.status_code, "detail": test.detail[:200]}
    return Check(CheckName.REACHED, Outcome.TODO, particulars)


def _switch(endpoint: WebhookEndpoint | None) -> Check:
    is_on = endpoint is not None and endpoint.active
    return Check(CheckName.USE_WEBHOOK, Outcome.OK if is_on else Outcome.TODO)


def _host(url: str) -> str:
    """Only where it leads: the rest of a webhook URL may be somebody's secret."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
