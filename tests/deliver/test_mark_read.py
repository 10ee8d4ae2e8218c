"""Reading is told to LINE where the account's chat mode leaves it to us, and never stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from qontak_line.actions.conversations import mark_read
from qontak_line.db import transaction
from tests.deliver.scene import Scene
from tests.factories import make_message


def read(scene: Scene, mode: str) -> list[dict[str, Any]]:
    """Two messages came; somebody opens the room. Gives the calls that LINE got."""
    for text in ("Halo?", "Ada?"):
        token = scene.line.event("text", text=text)["message"]["markAsReadToken"]
        make_message(scene.conversation, text, mark_as_read_token=token)
    with transaction():
        scene.channel.chat_mode, scene.conversation.unread_count = mode, 2
    with transaction():
        mark_read(scene.conversation, by=scene.user())
    scene.work()
    found = scene.line.get(f"{scene.line.base}/requests")["requests"]
    return [one for one in found if one["path"].endswith("markAsRead")]


@pytest.mark.parametrize(("mode", "calls"), [("chat", 1), ("bot", 0)])
def test_reading_is_told_once_in_chat_mode_alone(scene: Scene, mode: str, calls: int) -> None:
    assert [call["status"] for call in read(scene, mode)] == [200] * calls


def test_a_refusal_is_nobodys_business(scene: Scene) -> None:
    scene.line.knob("chat", "error_before")
    assert [call["status"] for call in read(scene, "chat")] == [500]
    assert scene.conversation.unread_count == 0
