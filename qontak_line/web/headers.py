"""Headers of every answer: a strict Content-Security-Policy, no sniffing, no framing, and nothing kept by caches."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def everywhere() -> dict[str, str]:
    """The headers that no setting changes, for answers that are made once."""
    return {**FIXED, "Content-Security-Policy": _joined(POLICY), "Cache-Control": "no-store"}


def init_app(app: Flask) -> None:
    @app.after_request
    def add_headers(answer: Response) -> Response:
        for name, value in FIXED.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Content-Security-Policy", policy())
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "no-store")
        if current_app.config["SETTINGS"].is_https:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer


def policy() -> str:
    """The policy; tests add an address where browsers report what it stopped."""
    report = current_app.config.get("CSP_REPORT_URI")
    return _joined({**POLICY, "report-uri": report} if report else POLICY)


def _joined(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())
