"""A GET changes nothing, tells no secret, and shows nothing of another organization."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import SECRET, TOKEN
from tests.laws.conftest import Ask
from tests.laws.routes import GETS
from tests.laws.world import ACTORS, Values, World

QUERIES = (
    "",
    "tab=resolved",
    "tab=all",
    "q=a",
    "unread=1",
    "next=/inbox",
    "before=1",
    "active=1",
    f"installed={10**20}",
)


def pages(app: Flask, world: World, ask: Ask, actor: str, **headers: str) -> Iterator[tuple[str, str]]:
    """Address and text of every page, as this actor gets it."""
    browser = world.browser(app, actor)
    for route in GETS:
        for whose in ("own", "foreign", "taken"):
            answer = ask(browser, route, world.values(actor, whose), headers=headers)
            assert answer.status_code < 500, route
            yield route[0], "" if answer.mimetype == "text/event-stream" else answer.get_data(as_text=True)
    for query in (*QUERIES, *_queries_for(world.values(actor, "foreign"))):
        for path in ("/inbox", "/team", "/integrations/line", "/profile"):
            answer = browser.get(f"{path}?{query}", headers=headers)
            assert answer.status_code < 500, f"{path}?{query}"
            yield f"{path}?{query}", answer.text


def _queries_for(foreign: Values) -> list[str]:
    return [
        f"channel={foreign['channel_id']}",
        f"assignee={foreign['user_id']}",
        f"active={foreign['conversation_id']}",
        "q=Kenanga",
    ]


def told_of(text: str) -> str:
    """What a page tells, without the words that this actor put into the address."""
    return text.replace("q=Kenanga", "").replace('value="Kenanga"', "").replace("“Kenanga”", "")


@pytest.mark.parametrize("actor", ACTORS)
def test_it_changes_nothing_and_tells_no_secret(app: Flask, world: World, ask: Ask, actor: str) -> None:
    before = world.fingerprint(app)
    for path, text in pages(app, world, ask, actor):
        assert SECRET not in text and TOKEN not in text, path
        assert "argon2" not in text and "gAAAA" not in text, path
    assert world.fingerprint(app) == before


@pytest.mark.parametrize("actor", ["agent", "supervisor", "admin"])
@pytest.mark.parametrize("fragment", ["", "true"])
def test_it_shows_nothing_of_another_organization(
    app: Flask, world: World, ask: Ask, actor: str, fragment: str
) -> None:
    for path, text in pages(app, world, ask, actor, **({"HX-Request": fragment} if fragment else {})):
        assert not any(word in told_of(text) for word in world.theirs.words), path
