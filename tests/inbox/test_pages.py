"""The Inbox over HTTP: who sees what, what the composer answers, what each address does and undoes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qontak_line.db import db, now, transaction
from qontak_line.models import (
    Channel,
    ChannelState,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Reason,
)
from tests.factories import Cast, make_channel, make_conversation, make_message

SignIn = Callable[[int], FlaskClient]


@dataclass(frozen=True)
class Chat:
    id: int
    first: int


@pytest.fixture
def chat(app: Flask, cast: Cast) -> Chat:
    """Siti asked something; nobody has it yet."""
    with app.app_context():
        conversation = make_conversation(make_channel(cast.organization), "Siti", unread_count=1)
        message = make_message(conversation, "Masih ada stok?")
        return Chat(conversation.id, message.id)


def form(chat: Chat, text: str, **more: object) -> dict[str, object]:
    return {"text": text, "client_id": str(uuid.uuid4()), "seen": chat.first, **more}


def count(app: Flask, kind: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_list_links_to_the_room(sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    page = sign_in(cast.budi).get("/inbox").text
    assert re.search(rf'href="/inbox/{chat.id}[^"]*"[^>]*data-conversation-id="{chat.id}"', page)
    assert "Siti" in page and "Masih ada stok?" in page


def test_room_shows_bubbles_newest_last(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    with app.app_context():
        conversation = db.session.get_one(Conversation, chat.id)
        later = make_message(conversation, "Halo?").id
    page = sign_in(cast.budi).get(f"/inbox/{chat.id}").text
    inside = page[page.index('id="messages"') :]
    assert re.findall(r'data-message-id="(\d+)"', inside) == [str(chat.first), str(later)]


def test_older_messages_are_one_plain_link_away(
    app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qontak_line.queries.thread.PAGE", 3)
    with app.app_context():
        conversation = db.session.get_one(Conversation, chat.id)
        for number in range(7):
            make_message(conversation, f"pesan {number}")
    browser = sign_in(cast.budi)
    seen: list[str] = []
    address = f"/inbox/{chat.id}"
    for _ in range(5):
        page = browser.get(address).text
        inside = page[page.index('id="messages"') :]
        seen = re.findall(r'data-message-id="(\d+)"', inside) + seen
        link = re.search(r'href="([^"]*before=[^"]*)"', inside)
        if link is None:
            break
        address = link.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 8
    assert seen == sorted(seen, key=int)


@pytest.mark.parametrize("who", ["zaki", "sari"])
def test_rooms_of_others_do_not_exist(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, who: str) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Conversation, chat.id).assignee_id = cast.budi
    browser = sign_in(getattr(cast, who))
    assert browser.get(f"/inbox/{chat.id}").status_code == 404
    assert browser.post(f"/inbox/{chat.id}/messages", data=form(chat, "halo")).status_code == 404
    assert count(app, Delivery) == 0


@pytest.mark.parametrize("number", ["0", "99", "2147483648", "9" * 30])
def test_unknown_rooms_are_404(sign_in: SignIn, cast: Cast, number: str) -> None:
    assert sign_in(cast.dewi).get(f"/inbox/{number}").status_code == 404


def test_an_answer_is_queued_takes_the_chat_and_leads_back(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    answer = sign_in(cast.budi).post(f"/inbox/{chat.id}/messages", data=form(chat, "Ada, kak"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/inbox/{chat.id}")
    with app.app_context():
        conversation = db.session.get_one(Conversation, chat.id)
        assert (conversation.assignee_id, conversation.unread_count) == (cast.budi, 0)
        delivery = db.session.scalars(select(Delivery)).one()
        assert (delivery.state, delivery.user_id) == (DeliveryState.QUEUED, cast.budi)


def test_the_same_form_twice_is_one_answer(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    browser, filled = sign_in(cast.budi), form(chat, "Ada, kak")
    assert [browser.post(f"/inbox/{chat.id}/messages", data=filled).status_code for _ in range(3)] == [303] * 3
    assert count(app, Delivery) == 1


def test_the_same_form_with_other_words_is_refused(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    browser, filled = sign_in(cast.budi), form(chat, "Ada, kak")
    browser.post(f"/inbox/{chat.id}/messages", data=filled)
    again = browser.post(f"/inbox/{chat.id}/messages", data={**filled, "text": "Habis"})
    assert again.status_code == 409
    assert count(app, Delivery) == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 30_000])
def test_what_cannot_be_sent_is_422_and_stays_in_the_composer(
    app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, text: str
) -> None:
    page = sign_in(cast.budi).post(f"/inbox/{chat.id}/messages", data=form(chat, text))
    assert page.status_code == 422
    assert text.strip() in page.text
    assert count(app, Delivery) == 0


def test_whoever_answers_second_is_asked_first(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    sign_in(cast.rina).post(f"/inbox/{chat.id}/messages", data=form(chat, "Ada, kak"))
    dewi, mine = sign_in(cast.dewi), form(chat, "Sebentar")
    asked = dewi.post(f"/inbox/{chat.id}/messages", data=mine)
    assert asked.status_code == 409
    assert "Send anyway" in asked.text and "Sebentar" in asked.text and "Rina" in asked.text
    assert dewi.post(f"/inbox/{chat.id}/messages", data={**mine, "anyway": "1"}).status_code == 303
    unseen = {"text": "Satu lagi", "client_id": str(uuid.uuid4())}
    assert dewi.post(f"/inbox/{chat.id}/messages", data=unseen).status_code == 303
    assert count(app, Delivery) == 3


def test_htmx_gets_a_fresh_composer(sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    filled = form(chat, "Ada, kak")
    answer = sign_in(cast.budi).post(f"/inbox/{chat.id}/messages", data=filled, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert str(filled["client_id"]) not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_reading_is_a_post_of_its_own(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    browser = sign_in(cast.budi)
    browser.get(f"/inbox/{chat.id}")
    with app.app_context():
        assert db.session.get_one(Conversation, chat.id).unread_count == 1
    assert browser.post(f"/inbox/{chat.id}/read").status_code == 204
    with app.app_context():
        assert db.session.get_one(Conversation, chat.id).unread_count == 0


def test_take_then_taken_meanwhile(sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    assert sign_in(cast.budi).post(f"/inbox/{chat.id}/assignment", data={"assignee": ""}).status_code == 303
    late = sign_in(cast.rina).post(f"/inbox/{chat.id}/assignment", data={"assignee": ""})
    assert late.status_code == 409
    assert "Budi" in late.text


def test_hand_over_leaves_the_room(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    budi = sign_in(cast.budi)
    budi.post(f"/inbox/{chat.id}/assignment", data={"assignee": ""})
    gone = budi.post(f"/inbox/{chat.id}/assignment", data={"assignee": cast.sari})
    assert (gone.status_code, gone.headers["Location"]) == (303, "/inbox")
    assert budi.get(f"/inbox/{chat.id}").status_code == 404
    with app.app_context():
        assert db.session.get_one(Conversation, chat.id).assignee_id == cast.sari


@pytest.mark.parametrize("assignee", ["zaki", "tono", "x", "999999"])
def test_nobody_else_can_be_the_assignee(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, assignee: str) -> None:
    word = getattr(cast, assignee, assignee)
    assert sign_in(cast.dewi).post(f"/inbox/{chat.id}/assignment", data={"assignee": word}).status_code == 422
    with app.app_context():
        assert db.session.get_one(Conversation, chat.id).assignee_id is None


def test_an_agent_gives_only_what_is_theirs(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    refused = sign_in(cast.budi).post(f"/inbox/{chat.id}/assignment", data={"assignee": cast.sari})
    assert refused.status_code == 403
    with app.app_context():
        assert db.session.get_one(Conversation, chat.id).assignee_id is None


def test_resolve_and_reopen(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    rina = sign_in(cast.rina)
    assert rina.post(f"/inbox/{chat.id}/resolution").status_code == 303
    assert "Siti" not in rina.get("/inbox").text
    assert "Siti" in rina.get("/inbox?tab=resolved").text
    assert rina.post(f"/inbox/{chat.id}/resolution").status_code == 409
    assert rina.post(f"/inbox/{chat.id}/resolution", data={"_method": "DELETE"}).status_code == 303
    page = rina.get(f"/inbox/{chat.id}").text
    assert "Rina resolved this" in page and "Rina reopened this" in page


def test_get_new_chat_then_nobody_waits(sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    budi = sign_in(cast.budi)
    assert budi.post("/inbox/next").headers["Location"] == f"/inbox/{chat.id}"
    again = budi.post("/inbox/next", follow_redirects=True)
    assert "no unassigned conversation" in again.text


def test_a_failed_message_says_why_and_can_be_retried(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    budi = sign_in(cast.budi)
    budi.post(f"/inbox/{chat.id}/messages", data=form(chat, "Ada, kak"))
    with app.app_context(), transaction():
        delivery = db.session.scalars(select(Delivery)).one()
        delivery.state, delivery.reason, delivery.line_message = (
            DeliveryState.FAILED,
            Reason.REFUSED,
            "May not be empty",
        )
        message = db.session.scalars(select(Message).where(Message.direction == Direction.OUTGOING)).one().id
    page = budi.get(f"/inbox/{chat.id}").text
    assert "failed" in page and "May not be empty" in page and "Retry" in page
    assert budi.post(f"/inbox/{chat.id}/messages/{message}/retry").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Delivery)).one().state is DeliveryState.QUEUED


def test_an_uncertain_message_is_sent_again_as_a_new_one_once(
    app: Flask, sign_in: SignIn, cast: Cast, chat: Chat
) -> None:
    budi = sign_in(cast.budi)
    budi.post(f"/inbox/{chat.id}/messages", data=form(chat, "Ada, kak"))
    with app.app_context(), transaction():
        delivery = db.session.scalars(select(Delivery)).one()
        delivery.state, delivery.reason = DeliveryState.UNCERTAIN, Reason.NO_ANSWER
        message = db.session.scalars(select(Message).where(Message.direction == Direction.OUTGOING)).one().id
    page = budi.get(f"/inbox/{chat.id}").text
    again = re.search(r'name="client_id" value="([^"]+)">\s*<button[^>]*name="again"', page)
    assert again, "the bubble offers Send again"
    filled = {"again": "1", "client_id": again.group(1)}
    for _ in range(2):
        assert budi.post(f"/inbox/{chat.id}/messages/{message}/retry", data=filled).status_code == 303
    assert count(app, Delivery) == 2


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNCERTAIN])
def test_a_disconnected_channel_offers_no_other_try(
    app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, state: DeliveryState
) -> None:
    budi = sign_in(cast.budi)
    budi.post(f"/inbox/{chat.id}/messages", data=form(chat, "Ada, kak"))
    with app.app_context(), transaction():
        delivery = db.session.scalars(select(Delivery)).one()
        delivery.state, delivery.reason = state, Reason.DISCONNECTED
        db.session.scalars(select(Channel)).one().state = ChannelState.DISCONNECTED
    page = budi.get(f"/inbox/{chat.id}").text
    assert "channel disconnected" in page
    assert "/retry" not in page


def test_a_blocked_contact_closes_the_composer(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    with app.app_context(), transaction():
        db.session.scalars(select(Contact)).one().is_blocked = True
    budi = sign_in(cast.budi)
    assert 'name="text"' not in budi.get(f"/inbox/{chat.id}").text
    assert budi.post(f"/inbox/{chat.id}/messages", data=form(chat, "halo")).status_code == 422


def test_another_service_closes_the_composer(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Conversation, chat.id).is_standby = True
    budi = sign_in(cast.budi)
    page = budi.get(f"/inbox/{chat.id}").text
    assert 'name="text"' not in page and "Another service has control of this chat" in page
    assert budi.post(f"/inbox/{chat.id}/messages", data=form(chat, "halo")).status_code == 422


def test_an_unsent_message_leaves_a_stub(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    with app.app_context(), transaction():
        message = db.session.get_one(Message, chat.first)
        message.text, message.unsent_at = "", now()
    budi = sign_in(cast.budi)
    assert "message unsent" in budi.get(f"/inbox/{chat.id}").text
    assert "Message unsent" in budi.get("/inbox").text


@pytest.mark.parametrize(
    "address",
    [
        "/inbox?tab=nonsense&channel=x&assignee=;&tag=-1&unread=2&before=%00",
        "/inbox?q=%00%ff",
        "/inbox?channel=" + "9" * 40,
    ],
)
def test_odd_filters_are_left_out(sign_in: SignIn, cast: Cast, chat: Chat, address: str) -> None:
    assert sign_in(cast.dewi).get(address).status_code == 200


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<a hx-post=/logout>x</a>"]
)
def test_names_and_texts_are_never_markup(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, payload: str) -> None:
    with app.app_context():
        conversation = db.session.get_one(Conversation, chat.id)
        make_message(conversation, payload)
        with transaction():
            conversation.contact.name = payload
    page = sign_in(cast.budi).get(f"/inbox/{chat.id}").text
    assert payload not in page
    assert "&lt;" in page


def test_an_agent_who_takes_too_late_is_told_by_whom(sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    assert sign_in(cast.sari).post(f"/inbox/{chat.id}/assignment", data={"assignee": ""}).status_code == 303
    for word in ("", str(cast.budi)):
        late = sign_in(cast.budi).post(f"/inbox/{chat.id}/assignment", data={"assignee": word})
        assert late.status_code == 409
        assert "Sari" in late.text and "Siti" not in late.text
    assert sign_in(cast.zaki).post(f"/inbox/{chat.id}/assignment", data={"assignee": ""}).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_words_for_a_chat_that_a_colleague_took_are_kept(
    app: Flask, sign_in: SignIn, cast: Cast, chat: Chat, headers: dict[str, str]
) -> None:
    budi = sign_in(cast.budi)
    page = budi.get(f"/inbox/{chat.id}").text
    given = re.search(r'name="client_id" value="([^"]+)"', page)
    assert given
    sign_in(cast.sari).post(f"/inbox/{chat.id}/assignment", data={"assignee": ""})
    filled = {"text": "Sudah saya tulis panjang", "client_id": given.group(1)}
    late = budi.post(f"/inbox/{chat.id}/messages", data=filled, headers=headers)
    assert late.status_code == 409
    assert "Sudah saya tulis panjang" in late.text and "Masih ada stok?" not in late.text
    assert count(app, Delivery) == 0


def test_a_form_id_proves_nothing_for_others(app: Flask, sign_in: SignIn, cast: Cast, chat: Chat) -> None:
    page = sign_in(cast.budi).get(f"/inbox/{chat.id}").text
    given = re.search(r'name="client_id" value="([^"]+)"', page)
    assert given
    with app.app_context(), transaction():
        db.session.get_one(Conversation, chat.id).assignee_id = cast.dewi
    filled = {"text": "halo", "client_id": given.group(1)}
    assert sign_in(cast.sari).post(f"/inbox/{chat.id}/messages", data=filled).status_code == 404
    assert sign_in(cast.zaki).post(f"/inbox/{chat.id}/messages", data=filled).status_code == 404
