"""GET `/media/pictures/<id>`: profile and account pictures, for the organization's own users."""

from __future__ import annotations

from flask import Response, abort

from qontak_line.media_store import StoreAway, media_store
from qontak_line.queries import pictures
from qontak_line.web.media import bp
from qontak_line.web.permissions import public
from qontak_line.web.signed_in import somebody

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Even opened by itself, a file is no page."""

_A_WEEK_S = 7 * 24 * 60 * 60


@bp.get("/media/pictures/<int:picture_id>")
@public  # an <img> has no use for the login page: nobody signed in is a 404 like any other
def picture(picture_id: int) -> Response:
    user = somebody()
    found = pictures.picture(user.organization_id, picture_id) if user else None
    try:
        content = media_store().get(found.store_key) if found else None
    except StoreAway:
        return Response(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})  # initials are shown
    if found is None or content is None:
        abort(404)
    answer = Response(content, mimetype=found.media_type)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = f"private, max-age={_A_WEEK_S}, immutable"  # a new picture has a new id
    answer.vary.add("Cookie")
    return answer
