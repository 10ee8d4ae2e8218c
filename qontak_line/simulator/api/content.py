"""Bytes of pictures, videos, voice messages and files (api-data.line.me)."""

from flask import Blueprint, Response, g, jsonify

from qontak_line.simulator import messages
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.calls import calls, current_account, current_platform
from qontak_line.simulator.messages import Message
from qontak_line.simulator.pictures import picture

blueprint = Blueprint("content", __name__, url_prefix="/v2/bot/message/<message_id>/content")


@blueprint.get("")
@calls("content")
def content(message_id: str) -> Response:
    _, (media_type, data) = _media(message_id)
    if "content_processing" in g.faults:
        return _still_processing()
    return Response(data, mimetype=media_type)


@blueprint.get("/preview")
@calls("content")
def preview(message_id: str) -> Response:
    """The picture itself, or a stand-in for a video's first frame."""
    message, (media_type, data) = _media(message_id)
    if message.kind not in ("image", "video"):
        raise errors.refuse(400, errors.NO_PREVIEW)
    if "content_processing" in g.faults:
        return _still_processing()
    if message.kind == "image":
        return Response(data, mimetype=media_type)
    return Response(picture(message_id), mimetype="image/png")


@blueprint.get("/transcoding")
@calls("content")
def transcoding(message_id: str) -> Response:
    message, _ = _media(message_id)
    if message.kind not in ("video", "audio"):
        raise errors.refuse(400, errors.NO_TRANSCODING)
    return jsonify(status="processing" if "content_processing" in g.faults else "succeeded")


def _media(message_id: str) -> tuple[Message, tuple[str, bytes]]:
    message = messages.find(current_platform(), current_account(), message_id)
    if message is not None and message.unsent_at is not None:
        raise errors.refuse(410, errors.GONE)
    kept = messages.content(current_platform(), message_id)
    if message is None or kept is None:
        raise errors.refuse(404, "not found")
    return message, kept


def _still_processing() -> Response:
    return Response(b"{}", 202, mimetype="application/json")
