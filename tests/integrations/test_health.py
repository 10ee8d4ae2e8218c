"""Health: what is asked, what it says, what it mends, and how often it asks by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from qontak_line.actions.deliver.pause import hold_channel
from qontak_line.crypto import Sealer
from qontak_line.db import db, now, transaction
from qontak_line.models import Channel, DeliveryState, Health, Reason, RejectedSignature
from qontak_line.queries.channels import quota_forecast, red_names
from qontak_line.simulator import accounts, tokens
from tests.databases import Databases
from tests.factories import Cast
from tests.integrations.conftest import LineAccount, channel, connected, popup
from tests.integrations.test_disconnect import state_of, talk

SignIn = Callable[[int], FlaskClient]


def check(browser: FlaskClient, number: int, **fields: str) -> str:
    """Press Check, and give the page that it leads to."""
    answer = browser.post(f"/integrations/line/{number}/check", data=fields)
    assert answer.status_code == 303
    return browser.get(answer.location).text


def change(app: Flask, number: int, **values: object) -> None:
    with app.app_context(), transaction() as session:
        row = session.get_one(Channel, number)
        for name, value in values.items():
            setattr(row, name, value)


def test_settings_show_health_and_never_the_token(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    page = check(dewi, number)
    for words in ("Healthy", "0 of 200 messages used", "No event received yet", "Dewi", "The token does not expire"):
        assert words in page, words
    assert f"••••{account.secret[-4:]}" in page
    assert account.secret not in page and account.token not in page


def test_a_revoked_token_is_red_and_asks_once(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast
) -> None:
    number = connected(dewi, account)
    jobs = served.extensions["jobs"]
    jobs.run_waiting()
    tokens.revoke_all(account.server.platform, account.now)
    asked = account.calls()
    page = check(dewi, number)
    assert "Broken" in page and "access_token invalid" in page
    assert account.calls() - asked <= 1
    with served.app_context():
        assert red_names(cast.organization) == [db.session.get_one(Channel, number).name]
        assert red_names(cast.other) == []
    asked = account.calls()
    for _ in range(3):
        jobs.run_timers()
        jobs.run_waiting()
    assert account.calls() == asked


def test_a_rotated_secret_is_red(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    accounts.rotate_secret(account.server.platform, account.now)
    assert "Channel secret no longer matches" in check(dewi, number)
    assert channel(served, number).health is Health.RED


def test_line_away_is_not_red_and_does_not_whiten_red(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    account.knob("oauth", "error_before")
    assert "LINE did not answer" in check(dewi, number)
    assert channel(served, number).health is Health.AMBER
    account.heal()
    accounts.rotate_secret(account.server.platform, account.now)
    check(dewi, number)
    account.knob("oauth", "error_before")
    check(dewi, number)
    assert channel(served, number).health is Health.RED


def test_somebody_elses_webhook_url_is_told_and_only_taken_back_when_asked(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: SignIn
) -> None:
    number = connected(dewi, account)
    ours = account.now.webhook_url
    theirs = "https://bot.example.com/secret-path"
    accounts.set_webhook_url(account.server.platform, account.now, theirs)
    page = check(dewi, number)
    assert "bot.example.com" in page and "secret-path" not in page
    assert account.now.webhook_url == theirs
    rina = sign_in(cast.rina)
    assert rina.post(f"/integrations/line/{number}/check", data={"set_url": "1"}).status_code == 403
    check(rina, number)
    assert account.now.webhook_url == theirs
    check(dewi, number, set_url="1")
    assert account.now.webhook_url == ours
    assert channel(served, number).health is Health.GREEN


def test_a_check_refreshes_what_line_knows(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    account.server.platform.store.run("update account set name = 'Toko Baru' where channel_id = ?", account.channel_id)
    assert "Toko Baru" in check(dewi, number)


def test_a_token_is_replaced_only_by_one_of_the_same_account(
    served: Flask, dewi: FlaskClient, account: LineAccount, make_account: Callable[..., LineAccount]
) -> None:
    number = connected(dewi, account)
    before = channel(served, number).token_sealed
    other = make_account("Toko Lain")
    path = f"/integrations/line/{number}"
    assert dewi.post(path, data={"channel_access_token": " "}).text.count("field is required") == 1
    refused = dewi.post(path, data={"channel_access_token": "unknown"})
    assert refused.status_code == 422 and "access_token invalid" in popup(refused)
    refused = dewi.post(path, data={"channel_access_token": other.token})
    assert refused.status_code == 422 and "Error" in popup(refused)
    refused = dewi.post(path, data={"channel_access_token": other.token, "channel_secret": other.secret})
    assert refused.status_code == 422 and "another LINE account" in popup(refused)
    assert channel(served, number).token_sealed == before


def test_a_new_token_sets_free_what_was_held(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    held = talk(served, number)
    with served.app_context(), transaction() as session:
        hold_channel(session.get_one(Channel, number), Reason.TOKEN_REFUSED, "", now())
    assert state_of(served, held) == (DeliveryState.QUEUED, Reason.TOKEN_REFUSED)
    assert "Broken" in dewi.get("/integrations/line").text
    tokens.revoke_all(account.server.platform, account.now)
    check(dewi, number)
    fresh = tokens.issue(account.server.platform, account.now)
    answer = dewi.post(f"/integrations/line/{number}", data={"channel_access_token": fresh})
    assert answer.status_code == 303
    assert state_of(served, held) == (DeliveryState.QUEUED, None)
    assert channel(served, number).health is Health.GREEN
    assert fresh not in dewi.get(answer.location).text


def test_a_reissued_secret_is_replaced_with_the_token(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    accounts.rotate_secret(account.server.platform, account.now)
    path = f"/integrations/line/{number}"
    refused = dewi.post(path, data={"channel_access_token": account.token})
    assert refused.status_code == 422 and "channel secret" in popup(refused)
    fields = {"channel_access_token": account.token, "channel_secret": account.secret}
    assert dewi.post(path, data=fields).status_code == 303
    row = channel(served, number)
    assert (row.health, row.secret_hint) == (Health.GREEN, account.secret[-4:])


def test_another_encryption_key_asks_to_enter_again(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    served.extensions["sealer"] = Sealer((Fernet.generate_key().decode(),))
    page = check(dewi, number)
    assert "cannot be read" in page and channel(served, number).health is Health.RED
    assert dewi.get("/integrations/line").status_code == 200
    path = f"/integrations/line/{number}"
    alone = dewi.post(path, data={"channel_access_token": account.token})
    assert alone.status_code == 422 and alone.text.count("field is required") == 1
    fields = {"channel_access_token": account.token, "channel_secret": account.secret}
    assert dewi.post(path, data=fields).status_code == 303
    assert channel(served, number).health is Health.GREEN


def test_the_timer_checks_what_is_old_once(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    jobs = served.extensions["jobs"]
    jobs.run_waiting()
    asked = account.calls(path="/v2/bot/info")
    change(served, number, checked_at=now() - timedelta(minutes=11), health=Health.UNKNOWN)
    jobs.run_timers()
    jobs.run_timers()
    jobs.run_waiting()
    assert channel(served, number).health is Health.GREEN
    assert account.calls(path="/v2/bot/info") - asked == 1
    assert account.calls(path="/v2/bot/channel/webhook/test") == 1


def test_rejected_signatures_are_counted(served: Flask, dewi: FlaskClient, account: LineAccount) -> None:
    number = connected(dewi, account)
    hour = now().replace(minute=0, second=0, microsecond=0)
    with served.app_context(), transaction() as session:
        session.add(RejectedSignature(channel_id=number, hour=hour, count=3))
        session.add(RejectedSignature(channel_id=number, hour=hour - timedelta(days=2), count=100))
    assert "3 rejected signatures" in dewi.get(f"/integrations/line/{number}").text


@pytest.mark.parametrize(
    ("used", "at", "expected"),
    [
        (50, datetime(2026, 11, 15, 17, tzinfo=UTC), 100),  # midnight in Jakarta, half of November is over
        (5, datetime(2026, 11, 1, 3, tzinfo=UTC), None),
        (5, datetime(2026, 10, 31, 18, tzinfo=UTC), None),  # November has begun in Jakarta
        (0, datetime(2026, 2, 20, tzinfo=UTC), 0),
    ],
)
def test_the_forecast_counts_the_organizations_days(used: int, at: datetime, expected: int | None) -> None:
    assert quota_forecast(used, at, ZoneInfo("Asia/Jakarta")) == expected


def test_a_supervisor_reads_and_checks(
    served: Flask, dewi: FlaskClient, account: LineAccount, cast: Cast, sign_in: SignIn
) -> None:
    number = connected(dewi, account)
    rina = sign_in(cast.rina)
    pages = rina.get("/integrations/line").text + rina.get(f"/integrations/line/{number}").text
    for words in ("Add Line Account", "Disconnect", "Replace"):
        assert words not in pages, words
    assert "Healthy" in check(rina, number)
    assert sign_in(cast.budi).get("/integrations/line").status_code == 403
    assert sign_in(cast.budi).get("/integrations").status_code == 403


def test_canaries_are_nowhere(
    served: Flask, databases: Databases, dewi: FlaskClient, account: LineAccount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = connected(dewi, account)
    account.knob("info", "error_before", times=1)
    check(dewi, number)
    pages = [dewi.get(path).text for path in ("/integrations", "/integrations/line", f"/integrations/line/{number}")]
    for place in (*pages, caplog.text):
        assert account.secret not in place and account.token not in place
    assert not databases.holds(served, account.secret) and not databases.holds(served, account.token)
