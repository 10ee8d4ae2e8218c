"""What must not be called is not called: not one connection reaches a listener of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qontak_line.actions.pictures.address import Refused, addresses_of, is_public, target_of
from qontak_line.actions.pictures.fetch import fetch
from tests.pictures.hosts import Host, answering, serving

HERE = Path(__file__).parent
ORIGINS = ("https://api.line.me", "http://stand-in.example:8001")


@pytest.fixture(scope="module")
def canary() -> Iterator[Host]:
    with serving(answering(b"secret of the house")) as host:
        yield host


INSIDE = (HERE / "hosts_inside.txt").read_text("utf-8").split()
SHAPES = (HERE / "shapes_inside.txt").read_text("utf-8").split()
CONTROL = [
    "https://profile.line-scdn.net/\r\nHost: x",
    "https://profile.line-scdn.net\t.example/",
    " https://x.line.me/",
]
URLS = [f"{scheme}://{host}:{{p}}/a" for host in INSIDE for scheme in ("http", "https")] + SHAPES + CONTROL + ["", "x"]


@pytest.mark.parametrize("shape", URLS)
def test_nothing_inside_is_called(canary: Host, shape: str) -> None:
    with pytest.raises(Refused):
        fetch(target_of(shape.replace("{p}", str(canary.port)), ORIGINS))
    assert canary.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "example.com", "line.me", "evil-line.me", "line.me.example.com", "xline-scdn.net", "line-scdn.net.",
        "x..line.me", "x_y.line.me", "-.line.me", "obs.line-scdn.net%2e", "obs.line-scdn.ne", "line-scdn.net.example",
    ],
)  # fmt: skip
def test_the_rest_of_the_internet_is_not_called_either(host: str) -> None:
    with pytest.raises(Refused):
        target_of(f"https://{host}/a", ORIGINS)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"]]
)
def test_a_line_name_that_leads_home_is_refused(
    canary: Host, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    """DNS rebinding: what is connected to is what was looked at."""

    def resolve(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, canary.port)) for address in answers]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Refused):
        fetch(target_of("https://profile.line-scdn.net/a", ORIGINS))
    assert canary.connections == 0


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://profile.line-scdn.net/0h_x", "profile.line-scdn.net", "/0h_x"),
        ("https://SPROFILE.line-scdn.net:443/0h?a=b", "sprofile.line-scdn.net", "/0h?a=b"),
        ("https://obs.line-apps.com", "obs.line-apps.com", "/"),
        ("https://obs.line.me/a#b", "obs.line.me", "/a"),
    ],
)
def test_lines_hosts_are_called(url: str, host: str, path: str) -> None:
    target = target_of(url, ORIGINS)
    assert (target.host, target.port, target.path, target.is_ours) == (host, 443, path, False)
    assert target.host_header == host


def test_the_stand_in_is_called_where_it_is() -> None:
    target = target_of("http://127.0.0.1:8001/pictures/1", ("http://127.0.0.1:8001",))
    assert target.is_ours
    assert addresses_of(target) == ["127.0.0.1"]
    with pytest.raises(Refused):
        target_of("http://localhost:8001/pictures/1", ("http://127.0.0.1:8001",))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "147.92.191.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
    assert not is_public(f"{address}x")
