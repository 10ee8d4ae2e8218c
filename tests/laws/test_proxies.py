"""Only as many reverse proxies are believed as were declared, and none of them names the host."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from qontak_line.app import create_app
from tests.conftest import ready_for_tests, settings_for
from tests.laws.world import WORLD, World

INSIDE, OUTSIDE = "127.0.0.1", "192.0.2.7"


def app_behind(proxies: int, world: World, folder: Path) -> Flask:
    given = world.databases.begin(folder, WORLD)
    return ready_for_tests(create_app(settings_for(folder, TRUSTED_PROXIES=str(proxies), **given)))


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "status"),
    [
        (0, INSIDE, None, 200),
        (0, OUTSIDE, None, 404),
        (0, OUTSIDE, INSIDE, 404),
        (0, OUTSIDE, f"{INSIDE}, {INSIDE}", 404),
        (0, INSIDE, OUTSIDE, 404),  # a proxy on this machine that nobody declared
        (1, INSIDE, None, 200),
        (1, INSIDE, OUTSIDE, 404),
        (1, INSIDE, f"{INSIDE}, {OUTSIDE}", 404),
        (2, INSIDE, f"{INSIDE}, {OUTSIDE}, 198.51.100.1", 404),
    ],
)
def test_who_is_outside_can_not_claim_to_be_inside(
    world: World, tmp_path: Path, proxies: int, peer: str, told: str | None, status: int
) -> None:
    headers = {"X-Forwarded-For": told} if told else {}
    client = app_behind(proxies, world, tmp_path).test_client()
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, INSIDE), (1, OUTSIDE), (2, "203.0.113.9"), (3, "198.51.100.1"), (4, INSIDE)]
)
def test_the_client_is_who_the_outermost_declared_proxy_saw(
    world: World, tmp_path: Path, proxies: int, seen: str
) -> None:
    """Guesses are counted by it, so nobody may choose their own. A chain that is too short is not believed at all."""
    with app_behind(proxies, world, tmp_path).test_client() as client:
        client.get("/login", headers={"X-Forwarded-For": f"198.51.100.1, 203.0.113.9, {OUTSIDE}"})
        assert request.remote_addr == seen


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": OUTSIDE, "X-Forwarded-Host": "example.com"},
        {"X-Forwarded-Host": "example.com, example.com", "X-Forwarded-Port": "81"},
        {"Forwarded": "for=192.0.2.7;host=example.com", "X-Original-Host": "example.com", "X-Host": "example.com"},
    ],
)
def test_a_forwarded_host_is_not_heard(world: World, tmp_path: Path, proxies: int, headers: dict[str, str]) -> None:
    app = app_behind(proxies, world, tmp_path)
    browser = world.browser(app, "admin")
    path = f"/integrations/line/{world.values('admin', 'own')['channel_id']}"
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    assert "example.com" not in answer.text
    assert f"{app.config['SETTINGS'].public_url}/webhooks/line/" in answer.text
