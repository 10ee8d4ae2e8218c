"""Add Line Account: what is proved, what is said, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.db import db
from qontak_line.models import AuditEntry, ChannelState, Health
from qontak_line.simulator import accounts
from tests.factories import Cast
from tests.integrations.conftest import LineAccount, channel, connected, counts, form_id_of, install, popup


def test_a_proved_account_is_connected(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    answer = install(dewi, f"  {account.secret}\n", f"\t{account.token}  ")
    assert answer.status_code == 303
    page = dewi.get(answer.location)
    assert "Success" in popup(page) and "Error" not in popup(page)
    assert "Toko Melati" in page.text
    number = connected_id(served)
    row = channel(served, number)
    assert (row.state, row.health) == (ChannelState.CONNECTED, Health.GREEN)
    assert account.now.webhook_url == f"{served.config['SETTINGS'].public_url}/webhooks/line/{row.webhook_key}"
    assert account.secret not in page.text and account.token not in page.text


def connected_id(app: Flask) -> int:
    with app.app_context():
        return int(db.session.execute(db.text("select max(id) from channel")).scalar_one())


def test_the_popup_of_an_installation_is_its_owners(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    answer = install(dewi, account.secret, account.token)
    assert popup(sign_in(cast.rina).get(answer.location)) == ""
    assert popup(sign_in(cast.zaki).get(answer.location)) == ""


@pytest.mark.parametrize(
    ("secret", "token", "marked"), [("", "", 2), ("abc", "", 1), ("  ", "abc", 1), ("\u200b", "\ufeff \n", 2)]
)
def test_an_empty_field_is_marked_once(dewi: FlaskClient, secret: str, token: str, marked: int) -> None:
    answer = install(dewi, secret, token)
    assert answer.status_code == 422
    assert answer.text.count("field is required") == marked
    assert answer.text.count('aria-invalid="true"') == marked
    assert popup(answer) == ""
    assert 'value="abc"' in answer.text or marked == 2


def test_an_unknown_token_is_refused_in_lines_words(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    answer = install(dewi, account.secret, "not-a-token")
    assert answer.status_code == 422
    assert "Error" in popup(answer) and "access_token invalid" in popup(answer)
    assert "success" not in popup(answer).lower()
    assert 'value="not-a-token"' in answer.text and account.secret in answer.text
    assert counts(served)[0] == 0
    assert account.now.webhook_url is None


def test_a_foreign_secret_is_refused_by_its_name(
    served: Flask, dewi: FlaskClient, account: LineAccount, make_account: Callable[..., LineAccount]
) -> None:
    answer = install(dewi, make_account().secret, account.token)
    assert answer.status_code == 422
    assert "Error" in popup(answer) and "channel secret" in popup(answer)
    assert counts(served)[0] == 0
    assert account.calls("PUT") == 0


FAULTS = [
    ("oauth", "hang_before"),
    ("oauth", "error_before"),
    ("oauth", "rate_limit"),
    ("oauth", "nonsense"),
    ("oauth", "truncated"),
    ("info", "hang_before"),
    ("info", "error_before"),
    ("info", "rate_limit"),
    ("info", "nonsense"),
    ("info", "redirect"),
    ("all", "reset_before"),
]


@pytest.mark.parametrize(("target", "fault"), FAULTS)
def test_a_line_in_trouble_is_never_called_a_wrong_secret(
    served: Flask, dewi: FlaskClient, account: LineAccount, little_patience: None, target: str, fault: str
) -> None:
    account.knob(target, fault)
    answer = install(dewi, account.secret, account.token)
    assert answer.status_code == 422
    assert "Error" in popup(answer) and "could not be reached" in popup(answer)
    assert "wrong" not in popup(answer).lower()
    assert counts(served)[0] == 0
    account.heal()
    assert install(dewi, account.secret, account.token, form_id_of(answer)).status_code == 303


def test_secret_step_alone_in_trouble(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    """The token's own check goes through, the second question finds LINE busy."""
    account.knob("oauth", "slow", times=1)
    account.knob("oauth", "rate_limit", times=2)
    answer = install(dewi, account.secret, account.token)
    assert answer.status_code == 422 and "could not be reached" in popup(answer)
    assert counts(served)[0] == 0


@pytest.mark.parametrize("fault", ["hang_before", "hang_after", "error_before", "rate_limit", "nonsense", "forbidden"])
def test_webhook_steps_that_fail_leave_an_amber_card(
    served: Flask, dewi: FlaskClient, account: LineAccount, little_patience: None, fault: str
) -> None:
    account.knob("settings", fault)
    number = connected(dewi, account)
    row = channel(served, number)
    assert (row.state, row.health) == (ChannelState.CONNECTED, Health.AMBER)
    page = dewi.get("/integrations/line")
    assert "Still to do" in page.text and "Check again" in page.text
    assert f"/webhooks/line/{row.webhook_key}" in page.text
    account.heal()
    assert dewi.post(f"/integrations/line/{number}/check", data={"back": "list"}).status_code == 303
    assert channel(served, number).health is Health.GREEN
    assert account.now.webhook_url and account.now.webhook_url.endswith(row.webhook_key)


def test_a_webhook_that_nobody_answers_is_told(dewi: FlaskClient, account: LineAccount, door: object) -> None:
    door.app = Flask("another")  # type: ignore[attr-defined]
    number = connected(dewi, account)
    row = channel(dewi.application, number)
    assert row.health is Health.AMBER
    assert "did not reach us" in dewi.get("/integrations/line").text


def test_use_webhook_and_response_mode_are_told(
    served: Flask, dewi: FlaskClient, make_account: Callable[..., LineAccount]
) -> None:
    account = make_account(use_webhook=False)
    accounts.set_chat_mode(account.server.platform, account.now, "chat")
    number = connected(dewi, account)
    page = dewi.get("/integrations/line")
    assert "Use webhook is off" in page.text and "Response mode is Chat" in page.text
    accounts.set_chat_mode(account.server.platform, account.now, "bot")
    accounts.switch(account.server.platform, account.now, use_webhook=True, redelivery=True)
    dewi.post(f"/integrations/line/{number}/check")
    assert channel(served, number).health is Health.GREEN


def test_the_same_account_again_is_refused_without_a_name(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    number = connected(dewi, account)
    before = account.now.webhook_url
    for browser in (dewi, sign_in(cast.zaki)):
        answer = install(browser, account.secret, account.token)
        assert answer.status_code == 422
        assert "already connected" in popup(answer)
        assert not {"Melati", "Dewi", "Zaki"} & set(popup(answer).split())
    assert account.now.webhook_url == before
    assert counts(served)[0] == 1
    assert channel(served, number).state is ChannelState.CONNECTED


def test_what_was_done_is_in_the_trail(served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast) -> None:
    connected(dewi, account)
    with served.app_context():
        entry = db.session.query(AuditEntry).one()
        assert (entry.tag, entry.actor_id) == ("channel:connected", cast.dewi)
        assert account.token not in str(entry.particulars)


def test_only_an_admin_may_connect(
    served: Flask, account: LineAccount, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    for user in (cast.rina, cast.budi):
        browser = sign_in(user)
        assert browser.get("/integrations/line/new").status_code == 403
        assert install(browser, account.secret, account.token, "form").status_code == 403
    assert account.calls() == 0
    assert counts(served) == (0, 0)


def test_htmx_gets_the_form_and_the_popup_alone(dewi: FlaskClient) -> None:
    fields = {"channel_secret": "a", "channel_access_token": "b", "form_id": "c"}
    answer = dewi.post("/integrations/line/new", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<html" not in answer.text and 'hx-swap-oob="innerHTML"' in answer.text
    assert "Error" in popup(answer)
