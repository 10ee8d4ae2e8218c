"""Nothing that LINE did not sign gets in, whatever it looks like."""

from __future__ import annotations

import base64

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from qontak_line.db import db
from qontak_line.line.signature import sign
from qontak_line.models import WebhookEvent
from tests.factories import SECRET
from tests.webhooks.conftest import Connected
from tests.webhooks.line_posts import body_of, post, text

BODY = body_of(text("the real one"))
SIGNATURE = sign(SECRET, BODY)
bounded = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(WebhookEvent)) or 0


@bounded
@given(at=st.integers(0, len(BODY) - 1), byte=st.integers(0, 255))
def test_a_changed_body_is_refused(app: Flask, client: FlaskClient, channel: Connected, at: int, byte: int) -> None:
    changed = BODY[:at] + bytes([byte]) + BODY[at + 1 :]
    if changed != BODY:
        answer = client.post(f"/webhooks/line/{channel.key}", data=changed, headers={"X-Line-Signature": SIGNATURE})
        assert answer.status_code == 401
        assert count(app) == 0


@bounded
@given(
    signature=st.binary(min_size=0, max_size=40).map(lambda raw: base64.b64encode(raw).decode())
    | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
    | st.sampled_from([SIGNATURE[:-1], SIGNATURE + "=", SIGNATURE.swapcase(), f"sha256={SIGNATURE}", sign("", BODY)])
)
def test_another_signature_is_refused(app: Flask, client: FlaskClient, channel: Connected, signature: str) -> None:
    if signature.strip() != SIGNATURE:
        answer = client.post(f"/webhooks/line/{channel.key}", data=BODY, headers={"X-Line-Signature": signature})
        assert answer.status_code == 401
        assert count(app) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=200) | st.text(max_size=100).map(lambda words: f'{{"events":[{words}]}}'.encode()))
def test_whatever_is_signed_is_answered(client: FlaskClient, channel: Connected, body: bytes) -> None:
    assert post(client, channel.key, body).status_code in (200, 400, 401)
