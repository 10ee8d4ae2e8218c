"""One request to LINE, with no transaction open."""

from __future__ import annotations

import json
import logging
from typing import Any

from qontak_line.actions.channels.client import client_with
from qontak_line.actions.deliver.claim import Claim
from qontak_line.line.client import LineClient
from qontak_line.line.errors import LineError, LineNonsense
from qontak_line.line.types import Sent

log = logging.getLogger(__name__)


def call(claim: Claim) -> Sent | LineError:
    """What LINE said, or how the call went wrong. Something unforeseen counts as an answer that nobody understands."""
    try:
        with client_with(claim.token) as line:
            return _request(line, claim)
    except LineError as refused:
        return refused
    except Exception as unforeseen:  # it may have happened after the request had left
        log.error("delivery %d: %s while calling LINE", claim.delivery_id, type(unforeseen).__name__)
        return LineNonsense()


def _request(line: LineClient, claim: Claim) -> Sent:
    body: dict[str, Any] = json.loads(claim.body)
    if claim.method == "reply":
        return line.reply(body["replyToken"], body["messages"])
    return line.push(body["to"], body["messages"], claim.retry_key)
