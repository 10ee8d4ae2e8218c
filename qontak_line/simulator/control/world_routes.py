"""People, groups and the time."""

from flask import Blueprint, Response, abort, jsonify

from qontak_line.simulator import chats, people
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.control import shapes
from qontak_line.simulator.control.bodies import body, number, text

blueprint = Blueprint("world", __name__)


@blueprint.get("/people")
def list_people() -> Response:
    platform = current_platform()
    return jsonify(people=[shapes.person(platform, person) for person in people.every(platform)])


@blueprint.post("/people")
def create_person() -> tuple[Response, int]:
    fields, platform = body(), current_platform()
    made = people.create(
        platform, text(fields, "name"), text(fields, "language", "id"), text(fields, "status_message", "")
    )
    return jsonify(shapes.person(platform, made)), 201


@blueprint.post("/people/<user_id>")
def rename_person(user_id: str) -> Response:
    platform = current_platform()
    people.rename(platform, people.get(platform, user_id), text(body(), "name"))
    return jsonify(shapes.person(platform, people.get(platform, user_id)))


@blueprint.get("/chats")
def list_chats() -> Response:
    platform = current_platform()
    return jsonify(chats=[shapes.chat(platform, chat) for chat in chats.every(platform)])


@blueprint.post("/chats")
def create_chat() -> tuple[Response, int]:
    fields, platform = body(), current_platform()
    members = fields.get("members", [])
    if not isinstance(members, list) or not all(isinstance(user_id, str) for user_id in members):
        abort(400, "members must be a list of user ids.")
    made = chats.create(platform, text(fields, "kind", "group"), text(fields, "name", ""), members)
    return jsonify(shapes.chat(platform, made)), 201


@blueprint.get("/clock")
def read_clock() -> Response:
    clock = current_platform().clock
    return jsonify(now=clock.now(), offset=clock.offset)


@blueprint.post("/clock")
def advance_clock() -> Response:
    """Webhooks that wait for their time go out at once when it has come."""
    platform = current_platform()
    platform.clock.advance(int(number(body(), "advance") * 1000))
    platform.webhooks_waiting.set()
    return read_clock()
