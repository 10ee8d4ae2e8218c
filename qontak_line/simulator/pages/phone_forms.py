"""What a person does on the phone; each form leads back to the screen that it came from."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from qontak_line.simulator import activities, chats, people, sample_events, samples, stickers, writing
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.pages.phone import Screen, open_screen
from qontak_line.simulator.sample_events import Scene
from qontak_line.simulator.writing import Media, NotPossible

blueprint = Blueprint("phone_forms", __name__, url_prefix="/phone")


@blueprint.post("/people")
def create_person() -> Response:
    name = request.form.get("name", "").strip()
    if not name:
        raise NotPossible("A person needs a name.")
    person = people.create(current_platform(), name)
    return redirect(url_for("phone.show", channel_id=request.form["channel_id"], user_id=person.user_id), 303)


@blueprint.post("/<channel_id>/<user_id>/<deed>")
def act(channel_id: str, user_id: str, deed: str) -> Response:
    """Run one of the deeds below. Raise LookupError for another word."""
    if deed not in DEEDS:
        raise LookupError(f"Nobody knows how to {deed}.")
    screen = open_screen(channel_id, user_id, request.form.get("chat"))
    DEEDS[deed](screen)
    chat_id = screen.chat.chat_id if screen.chat and deed != "exit" else None
    return redirect(url_for("phone.show", channel_id=channel_id, user_id=user_id, chat=chat_id), 303)


def _write(screen: Screen) -> None:
    """A picture or another file when one was chosen, else the text."""
    sent = [file for file in request.files.getlist("file") if file.filename]
    for file in sent:
        _send_file(screen, file)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    if text:
        _say(screen, {"type": "text", "text": text})
    elif not sent:
        raise NotPossible("Write something first.")


def _send_file(screen: Screen, file: FileStorage) -> None:
    media_type = file.mimetype or "application/octet-stream"
    kind = media_type.partition("/")[0]
    media = Media(media_type, file.read())
    if kind in ("image", "video", "audio"):
        _say(screen, {**samples.message(kind)[0]}, media)
    else:
        _say(screen, {"type": "file", "fileName": file.filename, "fileSize": len(media.data)}, media)


def _sticker(screen: Screen) -> None:
    chosen = stickers.find_on_shelf(*request.form.get("sticker", "").partition("/")[::2])
    if chosen is None:
        raise NotPossible("There is no such sticker on the shelf.")
    _say(screen, samples.sticker(chosen))


def _location(screen: Screen) -> None:
    _say(screen, samples.message("location")[0])


def _postback(screen: Screen) -> None:
    """Tap a button; what it displays is written by the person, as LINE does it."""
    writing.require_voice(current_platform(), screen.account, screen.chat_id, screen.person)
    if request.form.get("text"):
        _say(screen, {"type": "text", "text": request.form["text"]})
    activities.postback(current_platform(), screen.account, screen.chat_id, screen.person, request.form.get("data", ""))


def _unsend(screen: Screen) -> None:
    writing.unsend(current_platform(), screen.account, screen.person, request.form.get("message", ""))


def _edit(screen: Screen) -> None:
    text = request.form.get("text", "").strip()
    if not text:
        raise NotPossible("Write something first.")
    writing.edit(current_platform(), screen.account, screen.person, request.form.get("message", ""), text)


def _sample(screen: Screen) -> None:
    scene = Scene(current_platform(), screen.account, screen.person, screen.chat_id)
    sample_events.send(scene, request.form.get("name", ""))


def _enter(screen: Screen) -> None:
    """Bring somebody else into the open group."""
    newcomer = people.get(current_platform(), request.form.get("who", ""))
    activities.enter(current_platform(), screen.account, _group(screen), newcomer)


def _exit(screen: Screen) -> None:
    activities.leave(current_platform(), screen.account, _group(screen), screen.person)


def _gather(screen: Screen) -> None:
    """Begin a group of the person and others."""
    name = request.form.get("name", "").strip() or "New group"
    chats.create(current_platform(), "group", name, [screen.person.user_id, *request.form.getlist("who")])


def _group(screen: Screen) -> chats.Chat:
    if screen.chat is None:
        raise NotPossible("Open a group first.")
    return screen.chat


def _say(screen: Screen, body: dict[str, object], media: Media | None = None) -> None:
    writing.write(current_platform(), screen.account, screen.chat_id, screen.person, body, media)


DEEDS: dict[str, Callable[[Screen], object]] = {
    "write": _write,
    "sticker": _sticker,
    "location": _location,
    "postback": _postback,
    "unsend": _unsend,
    "edit": _edit,
    "sample": _sample,
    "enter": _enter,
    "exit": _exit,
    "gather": _gather,
    "follow": lambda screen: activities.follow(current_platform(), screen.account, screen.person),
    "block": lambda screen: activities.block(current_platform(), screen.account, screen.person),
    "invite": lambda screen: activities.invite_account(current_platform(), screen.account, _group(screen)),
    "remove": lambda screen: activities.remove_account(current_platform(), screen.account, _group(screen)),
}
