"""Names and pictures are asked of LINE afterwards, and nobody waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import responses
from flask import Flask
from sqlalchemy import select

from qontak_line.actions import profiles
from qontak_line.db import db, now, transaction
from qontak_line.jobs import Jobs
from qontak_line.models import Channel, Contact
from tests.factories import TOKEN
from tests.ingest.conftest import Take, bubbles, contacts
from tests.webhooks.line_posts import GROUP, ROOM, USER, group_source, text

API = "https://api.line.me/v2/bot"


@pytest.fixture(autouse=True)
def line() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def ask_line(app: Flask) -> None:
    """Run what was nudged."""
    jobs: Jobs = app.extensions["jobs"]
    jobs.run_waiting()
    db.session.remove()


def test_a_profile_is_asked_for_once_a_day(app: Flask, take: Take, line: responses.RequestsMock) -> None:
    told = {"userId": USER, "displayName": " Siti ", "language": "id", "statusMessage": "Hai"}
    call = line.get(f"{API}/profile/{USER}", json=told)
    take(text("halo"))
    ask_line(app)
    [contact] = contacts()
    assert (contact.name, contact.language, contact.status_message) == ("Siti", "id", "Hai")
    assert contact.profile_next_at is None
    assert line.calls[0].request.headers["Authorization"] == f"Bearer {TOKEN}"
    take(text("again"))
    ask_line(app)
    assert call.call_count == 1
    with transaction() as session:
        session.scalars(select(Contact)).one().profile_fetched_at = now() - timedelta(days=2)
    take(text("later"))
    ask_line(app)
    assert call.call_count == 2


def test_a_group_and_its_member_are_asked_for_through_the_group(
    app: Flask, take: Take, line: responses.RequestsMock
) -> None:
    line.get(f"{API}/group/{GROUP}/summary", json={"groupId": GROUP, "groupName": "Pelanggan"})
    line.get(f"{API}/group/{GROUP}/member/{USER}", json={"userId": USER, "displayName": "Siti"})
    take(text("halo", event={"source": group_source()}))
    ask_line(app)
    assert [contact.name for contact in contacts()] == ["Pelanggan", "Siti"]


def test_a_room_has_no_name_but_its_members_have(app: Flask, take: Take, line: responses.RequestsMock) -> None:
    line.get(f"{API}/room/{ROOM}/member/{USER}", json={"userId": USER, "displayName": "Siti"})
    take(text("halo", event={"source": {"type": "room", "roomId": ROOM, "userId": USER}}))
    ask_line(app)
    assert [contact.name for contact in contacts()] == ["", "Siti"]
    assert all(contact.profile_next_at is None for contact in contacts())


def test_whom_line_does_not_know_stays_nameless(app: Flask, take: Take, line: responses.RequestsMock) -> None:
    line.get(f"{API}/profile/{USER}", status=404, json={"message": "Not found"})
    take(text("halo"))
    ask_line(app)
    [contact] = contacts()
    assert contact.name == ""
    assert contact.profile_fetched_at is not None


@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_failure_is_tried_again_later_and_later(
    app: Flask, take: Take, line: responses.RequestsMock, status: int
) -> None:
    call = line.get(f"{API}/profile/{USER}", status=status, json={"message": "no"})
    take(text("halo"))
    ask_line(app)
    assert [bubble.text for bubble in bubbles()] == ["halo"]
    pauses = []
    for _ in range(3):
        profiles.sweep()  # not due yet
        ask_line(app)
        [contact] = contacts()
        assert contact.profile_next_at is not None
        pauses.append(contact.profile_next_at - now())
        with transaction():
            contact.profile_next_at = now()
        db.session.remove()
        profiles.sweep()
        ask_line(app)
    assert call.call_count == 4
    assert pauses == sorted(pauses)
    assert pauses[0] > timedelta(seconds=20)


def test_a_token_that_can_not_be_read_blocks_nothing(app: Flask, take: Take, channel_id: int) -> None:
    with transaction() as session:
        session.get_one(Channel, channel_id).token_sealed = None
    take(text("halo"))
    ask_line(app)
    assert contacts()[0].profile_failures == 1
