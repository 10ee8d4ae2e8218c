"""Groups and rooms that the account was invited to (LINE's "Group chats" and "Multi-person chats")."""

from flask import Blueprint, Response, jsonify

from qontak_line.simulator import activities, chats
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.chats import Chat
from qontak_line.simulator.identifiers import GROUP_ID, ROOM_ID
from qontak_line.simulator.pictures import picture_url

blueprint = Blueprint("chats", __name__, url_prefix="/v2/bot")


@blueprint.get("/group/<group_id>/summary")
@calls("profile")
def group_summary(group_id: str) -> Response:
    chat = find_chat("group", group_id)
    return jsonify(groupId=chat.chat_id, groupName=chat.name, pictureUrl=picture_url(current_platform(), chat.chat_id))


@blueprint.get("/<any(group, room):kind>/<chat_id>/members/count")
@calls("profile")
def count_members(kind: str, chat_id: str) -> Response:
    return jsonify(count=len(chats.members(current_platform(), find_chat(kind, chat_id))))


@blueprint.post("/<any(group, room):kind>/<chat_id>/leave")
@calls("chat")
def leave(kind: str, chat_id: str) -> Response:
    activities.remove_account(current_platform(), current_account(), find_chat(kind, chat_id))
    return jsonify({})


def find_chat(kind: str, chat_id: str) -> Chat:
    """Raise Refusal 400 for a malformed id, 404 for a chat that the account is not in."""
    form = GROUP_ID if kind == "group" else ROOM_ID
    if not form.fullmatch(chat_id):
        raise errors.refuse_parameter(f"{kind}Id")
    chat = chats.find(current_platform(), chat_id)
    if chat is None or not chats.has_account(current_platform(), chat, current_account()):
        raise errors.refuse(404, "Not found")
    return chat
