"""Marking messages as read, and the loading animation."""

from typing import Any

from flask import Blueprint, Response, jsonify

from qontak_line.simulator import messages, people
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.bodies import json_object, text_property
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.identifiers import USER_ID
from qontak_line.simulator.rules import Problem

blueprint = Blueprint("reading", __name__, url_prefix="/v2/bot")

SHORTEST_LOADING, LONGEST_LOADING, DEFAULT_LOADING = 5, 60, 20


@blueprint.post("/chat/markAsRead")
@calls("chat")
def mark_as_read() -> Response:
    """Everything up to the message of that token."""
    token = text_property(json_object(), "markAsReadToken")
    if not messages.mark_as_read(current_platform(), current_account(), token):
        raise errors.refuse(400, errors.BAD_MARK)
    return jsonify({})


@blueprint.post("/message/markAsRead")
@calls("chat")
def mark_as_read_by_user() -> Response:
    """The older call, which only approved corporate users may make; nobody here is one."""
    raise errors.refuse(403, errors.NOT_AVAILABLE)


@blueprint.post("/chat/loading/start")
@calls("chat")
def start_loading() -> Response:
    body = json_object()
    chat_id = text_property(body, "chatId")
    seconds = body.get("loadingSeconds", DEFAULT_LOADING)
    problems = [*_chat_problems(chat_id), *_seconds_problems(seconds)]
    if problems:
        raise errors.refuse_problems(problems)
    platform = current_platform()
    people.show_loading(platform, current_account(), chat_id, platform.clock.now() + seconds * 1000)
    response = jsonify({})
    response.status_code = 202
    return response


def _chat_problems(chat_id: str) -> list[Problem]:
    if USER_ID.fullmatch(chat_id):
        return []
    return [Problem("Only user id is acceptable, group id and room id are not", "chatId")]


def _seconds_problems(seconds: Any) -> list[Problem]:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise errors.refuse_property("loadingSeconds")
    if not SHORTEST_LOADING <= seconds <= LONGEST_LOADING:
        return [Problem("Must be between 5 and 60", "loadingSeconds")]
    return [Problem("must be a multiple of five", "loadingSeconds")] if seconds % 5 else []
