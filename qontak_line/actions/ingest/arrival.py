"""What every verb of ingest is given beside the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from qontak_line.models import WebhookEvent


@dataclass(frozen=True)
class Arrival:
    """The open transaction, whose channel it is, and the event as it was stored; `raw` is what LINE said."""

    session: Session
    organization_id: int
    channel_id: int
    row: WebhookEvent
    raw: dict[str, Any]
