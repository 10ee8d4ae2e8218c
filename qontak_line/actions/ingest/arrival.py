"""What every verb of ingest is given beside the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qontak_line.actions.ingest.known import Known


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose channel it is, when our webhook took it in, what LINE said (`raw`), and the rows that its batch knows."""

    organization_id: int
    channel_id: int
    received_at: datetime
    raw: dict[str, Any]
    known: Known

    @property
    def session(self) -> Session:
        """Of the open transaction."""
        return self.known.session
