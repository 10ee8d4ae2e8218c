"""`/healthz` the process lives, `/readyz` the database answers, `/metrics` for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress
import time

from flask import Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from qontak_line.db import transaction
from qontak_line.web.health import bp
from qontak_line.web.permissions import public

PROOF_LASTS_S = 1.0
"""Of being writable."""


@bp.get("/healthz")
@public
def alive() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> Response:
    """503 while the database can not be read or written; asked of it at most once a second, whoever asks us."""
    _prove_writable()
    return jsonify(status="ok", queue=_queue())


def _prove_writable() -> None:
    """Raises what the database raises when it is away, or held by somebody else."""
    proved_at: float = current_app.extensions.get("proved_writable_at", -PROOF_LASTS_S)
    if time.monotonic() - proved_at >= PROOF_LASTS_S:
        with transaction() as session:
            session.execute(text("SELECT 1"))
        current_app.extensions["proved_writable_at"] = time.monotonic()


@bp.get("/metrics")
@public
def metrics() -> Response:
    token = current_app.config["SETTINGS"].metrics_token
    if token is None:
        if not _from_loopback():
            abort(404)
    elif not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        abort(401)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _queue() -> dict[str, object]:
    try:
        return {"status": "ok", "waiting": current_app.extensions["jobs"].waiting()}
    except Exception as problem:  # the queue may be away; the page is ready all the same
        return {"status": type(problem).__name__}


def _from_loopback() -> bool:
    if {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys()):  # a proxy on this machine speaks for others
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
