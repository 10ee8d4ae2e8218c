"""Write the trail: a fact per credential, role, disconnect and assignment action, in the action's transaction."""

from __future__ import annotations

from typing import Any

from qontak_line.db import db
from qontak_line.models import AuditEntry, User


def record(organization_id: int, tag: str, by: User | None, **particulars: Any) -> None:
    """`tag` reads `noun:part:participle`; `particulars` are JSON values, never a secret or a token."""
    db.session.add(
        AuditEntry(
            organization_id=organization_id,
            tag=tag,
            actor_id=by.id if by else None,
            actor_name=by.name if by else "",
            particulars=particulars,
        )
    )
