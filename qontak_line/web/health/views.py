"""`/healthz` the process lives, `/readyz` the database answers, `/metrics` for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress

from flask import Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from qontak_line.db import db
from qontak_line.web.health import bp
from qontak_line.web.permissions import public


@bp.get("/healthz")
@public
def alive() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> Response:
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", queue=_queue())


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
