"""Names and pictures of people (LINE's "Users" and the member calls of groups and rooms)."""

from flask import Blueprint, Response, jsonify

from qontak_line.simulator import chats, people
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.api.chats import find_chat
from qontak_line.simulator.identifiers import USER_ID
from qontak_line.simulator.people import Person
from qontak_line.simulator.pictures import picture_url

blueprint = Blueprint("profiles", __name__, url_prefix="/v2/bot")


@blueprint.get("/profile/<user_id>")
@calls("profile")
def profile(user_id: str) -> Response:
    """Of friends, and of others who wrote to the account; not of blockers."""
    person = _person(user_id)
    if not people.has_profile(current_platform(), current_account(), user_id):
        raise errors.refuse(404, "Not found")
    more = {"statusMessage": person.status_message} if person.status_message else {}
    return jsonify({**_names(person), **more, "language": person.language})


@blueprint.get("/<any(group, room):kind>/<chat_id>/member/<user_id>")
@calls("profile")
def member(kind: str, chat_id: str, user_id: str) -> Response:
    """Whether friend or not, of everyone in the same group or room."""
    chat = find_chat(kind, chat_id)
    person = _person(user_id)
    if not chats.has_member(current_platform(), chat, user_id):
        raise errors.refuse(404, "Not found")
    return jsonify(_names(person))


def _person(user_id: str) -> Person:
    if not USER_ID.fullmatch(user_id):
        raise errors.refuse_parameter("userId")
    person = people.find(current_platform(), user_id)
    if person is None:
        raise errors.refuse(404, "Not found")
    return person


def _names(person: Person) -> dict[str, str]:
    return {
        "displayName": person.name,
        "userId": person.user_id,
        "pictureUrl": picture_url(current_platform(), person.user_id),
    }
