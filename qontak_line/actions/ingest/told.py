"""What a claimed event tells."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from qontak_line.actions.ingest.claims import Claim
from qontak_line.line.events import Event
from qontak_line.line.webhook import parse_event


class Told(NamedTuple):
    """An event as it was stored and as it was understood; both empty when its bytes are gone."""

    claim: Claim
    raw: dict[str, Any]
    event: Event | None


def read(claim: Claim) -> Told:
    """Raises `MalformedEvent`."""
    if claim.body is None:
        return Told(claim, {}, None)
    raw = json.loads(claim.body)
    return Told(claim, raw, parse_event(raw))
