"""`organizations` and `users` on the command line."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from tests.factories import Cast


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_from_nothing_to_a_login(run: FlaskCliRunner, client: FlaskClient) -> None:
    made = run.invoke(args=["organizations", "create", "Toko Melati"])
    assert made.exit_code == 0 and made.output.split("\t")[0] == "1"
    made = run.invoke(
        args=["users", "create", "dewi", "--role", "admin", "--name", "Dewi", "--password-stdin"],
        input="correct horse\n",
    )
    assert made.exit_code == 0, made.output
    assert run.invoke(args=["users", "list"]).output == "1\t1\tdewi\tadmin\tactive\tDewi\n"
    assert run.invoke(args=["organizations", "list"]).output == "1\tToko Melati\tAsia/Jakarta\n"
    assert client.post("/login", data={"username": "dewi", "password": "correct horse"}).status_code == 303
    assert run.invoke(args=["users", "set-password", "DEWI", "--password-stdin"], input="battery staple").exit_code == 0
    assert client.get("/profile").status_code == 302
    assert client.post("/login", data={"username": "dewi", "password": "battery staple"}).status_code == 303


@pytest.mark.parametrize(
    ("arguments", "password", "word"),
    [
        (["create", "wati", "--role", "agent", "--password-stdin"], "correct horse", "--organization"),
        (
            ["create", "wati", "--role", "agent", "--organization", "9", "--password-stdin"],
            "x" * 8,
            "no organization 9",
        ),
        (["create", "wati", "--role", "agent", "--organization", "1"], "correct horse", "--password-stdin"),
        (["create", "wati", "--role", "agent", "--organization", "1", "--password-stdin"], "short", "8 to 256"),
        (["create", "wati", "--role", "agent", "--organization", "1", "--password-stdin"], "", "8 to 256"),
        (["create", "Budi", "--role", "agent", "--organization", "1", "--password-stdin"], "x" * 8, "taken"),
        (["create", "wa ti", "--role", "agent", "--organization", "1", "--password-stdin"], "x" * 8, "letters"),
        (["create", "wati", "--role", "owner", "--organization", "1", "--password-stdin"], "x" * 8, "owner"),
        (["set-password", "nobody", "--password-stdin"], "correct horse", "no user nobody"),
        (["deactivate", "nobody"], "", "no user nobody"),
        (["deactivate", "dewi"], "", "last active Admin"),
    ],
)
def test_what_is_wrong_is_said(run: FlaskCliRunner, cast: Cast, arguments: list[str], password: str, word: str) -> None:
    result = run.invoke(args=["users", *arguments], input=password)
    assert result.exit_code in (1, 2)
    assert word in result.output
    assert result.output.strip().splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output


def test_deactivate(run: FlaskCliRunner, cast: Cast) -> None:
    assert run.invoke(args=["users", "deactivate", "budi"]).exit_code == 0
    assert run.invoke(args=["users", "deactivate", "budi"]).exit_code == 0
    assert "budi\tagent\tdeactivated" in run.invoke(args=["users", "list"]).output


@pytest.mark.parametrize("arguments", [["create", " "], ["create", "Toko", "--timezone", "Mars/Olympus"]])
def test_a_wrong_organization_is_refused(run: FlaskCliRunner, arguments: list[str]) -> None:
    assert run.invoke(args=["organizations", *arguments]).exit_code == 1
    assert run.invoke(args=["organizations", "list"]).output == ""
