"""A picture of the organization, for the route that serves it."""

from __future__ import annotations

from sqlalchemy import select

from qontak_line.db import db
from qontak_line.models import Picture


def picture(organization_id: int, picture_id: int) -> Picture | None:
    """None when there is none, or another organization's."""
    return db.session.scalar(
        select(Picture).where(Picture.id == picture_id, Picture.organization_id == organization_id)
    )
