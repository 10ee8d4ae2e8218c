"""Many posts at once, and connecting that is cut off in the middle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions.channels import connect as connecting
from qontak_line.actions.channels import finish as finishing
from qontak_line.actions.channels.installations import CRASHED_AFTER
from qontak_line.db import db, now, transaction
from qontak_line.models import Channel, ChannelState, Health, Installation
from tests.at_once import at_once
from tests.factories import Cast
from tests.integrations.conftest import LineAccount, channel, counts, form_id_of, install, popup

SignIn = Callable[[int], FlaskClient]


class Cut(BaseException):
    """Stands for a killed process: nothing catches it, nothing is cleaned up."""


def test_twenty_clicks_are_one_installation(served: Flask, account: LineAccount, cast: Cast, sign_in: SignIn) -> None:
    form_id = form_id_of(sign_in(cast.dewi).get("/integrations/line/new"))
    browsers = [sign_in(cast.dewi) for _ in range(20)]
    secret = account.secret
    answers = at_once(lambda browser: install(browser, secret, account.token, form_id), browsers)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    pages = {popup(browser.get(answer.location)) for browser, answer in zip(browsers, answers, strict=True)}
    assert len(pages) == 1 and "Success" in pages.pop()
    assert account.calls("PUT") == 1
    assert counts(served) == (1, 1)


def test_a_refused_form_sent_again_asks_line_no_more(dewi: FlaskClient, account: LineAccount) -> None:
    account.knob("info", "error_before", times=1)
    form_id = form_id_of(dewi.get("/integrations/line/new"))
    first = install(dewi, account.secret, account.token, form_id)
    asked = account.calls()
    again = install(dewi, account.secret, account.token, form_id)
    assert (first.status_code, again.status_code) == (422, 422)
    assert popup(first) == popup(again) and account.calls() == asked
    assert install(dewi, account.secret, account.token, form_id_of(again)).status_code == 303


def test_a_form_corrected_after_the_back_button_is_a_new_one(dewi: FlaskClient, account: LineAccount) -> None:
    form_id = form_id_of(dewi.get("/integrations/line/new"))
    assert install(dewi, "mistyped", account.token, form_id).status_code == 422
    assert install(dewi, account.secret, account.token, form_id).status_code == 303


def test_two_organizations_race(served: Flask, account: LineAccount, cast: Cast, sign_in: SignIn) -> None:
    browsers = [sign_in(cast.dewi), sign_in(cast.zaki)] * 3
    secret = account.secret
    answers = at_once(lambda n: install(browsers[n], secret, account.token, f"form-{n}"), range(len(browsers)))
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 5
    assert all("already connected" in popup(answer) for answer in answers if answer.status_code == 422)
    assert account.calls("PUT") == 1
    assert counts(served)[0] == 1


def crash_at(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    def cut(*_: object, **__: object) -> None:
        raise Cut

    monkeypatch.setattr(where, name, cut)


def age(app: Flask) -> None:
    """As if a minute had passed."""
    long_ago = now() - CRASHED_AFTER - timedelta(seconds=5)
    with app.app_context(), transaction() as session:
        for row in session.query(Installation):
            row.created_at = long_ago
        for one in session.query(Channel):
            one.connected_at = long_ago


BEFORE_THE_ROW = [(connecting, "prove"), (connecting, "_keep")]
AFTER_THE_ROW = [(connecting, "finish"), (finishing, "_set_up"), (finishing, "_record")]


@pytest.mark.parametrize(("where", "name"), [*BEFORE_THE_ROW, *AFTER_THE_ROW])
def test_cut_off_and_sent_again(
    served: Flask, dewi: FlaskClient, account: LineAccount, monkeypatch: pytest.MonkeyPatch, where: object, name: str
) -> None:
    form_id = form_id_of(dewi.get("/integrations/line/new"))
    with monkeypatch.context() as broken:
        crash_at(broken, where, name)
        with pytest.raises(Cut):
            install(dewi, account.secret, account.token, form_id)
    age(served)
    assert install(dewi, account.secret, account.token, form_id).status_code == 303
    assert counts(served) == (1, 1)
    with served.app_context():
        only = db.session.query(Channel).one()
        assert (only.state, only.health) == (ChannelState.CONNECTED, Health.GREEN)


@pytest.mark.parametrize(("where", "name"), AFTER_THE_ROW)
def test_cut_off_and_finished_or_removed_by_the_page(
    served: Flask, dewi: FlaskClient, account: LineAccount, monkeypatch: pytest.MonkeyPatch, where: object, name: str
) -> None:
    with monkeypatch.context() as broken:
        crash_at(broken, where, name)
        with pytest.raises(Cut):
            install(dewi, account.secret, account.token)
    assert "Connecting" in dewi.get("/integrations/line").text
    age(served)
    page = dewi.get("/integrations/line").text
    assert "Connecting was interrupted" in page and "Finish" in page and "Remove" in page
    assert dewi.post("/integrations/line/1/check", data={"back": "list"}).status_code == 303
    assert channel(served, 1).health is Health.GREEN
    assert dewi.post("/integrations/line/1/disconnect").status_code == 303
    assert channel(served, 1).state is ChannelState.DISCONNECTED


def test_cut_off_and_finished_by_the_timer(
    served: Flask, dewi: FlaskClient, account: LineAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        crash_at(broken, finishing, "_set_up")
        with pytest.raises(Cut):
            install(dewi, account.secret, account.token)
    jobs = served.extensions["jobs"]
    jobs.run_timers()
    jobs.run_waiting()
    assert channel(served, 1).state is ChannelState.PENDING  # whoever began may still be at it
    age(served)
    jobs.run_timers()
    jobs.run_waiting()
    assert channel(served, 1).health is Health.GREEN


def test_an_unexpected_error_leaves_the_form_usable(
    served: Flask, dewi: FlaskClient, account: LineAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.config["PROPAGATE_EXCEPTIONS"] = False
    form_id = form_id_of(dewi.get("/integrations/line/new"))
    with monkeypatch.context() as broken:
        broken.setattr(connecting, "prove", lambda *_: 1 / 0)
        assert install(dewi, account.secret, account.token, form_id).status_code == 500
    assert install(dewi, account.secret, account.token, form_id).status_code == 303
