"""The phone of one person, toward one account: `/phone/<channel id>/<user id>`, a group with `?chat=<id>`."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from qontak_line.simulator import accounts, chats, messages, people
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.chats import Chat
from qontak_line.simulator.pages import bubbles
from qontak_line.simulator.people import Person
from qontak_line.simulator.sample_events import EVENTS
from qontak_line.simulator.stickers import SHELF

blueprint = Blueprint("phone", __name__, url_prefix="/phone")

INLINE_MEDIA = ("image/", "video/", "audio/")


@dataclass(frozen=True)
class Screen:
    """Whose phone it is, and what is open on it. `chat` is None in the one-to-one chat."""

    account: Account
    person: Person
    chat: Chat | None
    friendship: str
    is_loading: bool
    account_is_here: bool
    version: str

    @property
    def chat_id(self) -> str:
        return self.chat.chat_id if self.chat else self.person.user_id

    @property
    def can_write(self) -> bool:
        return self.account_is_here if self.chat else self.friendship != "blocked"

    @property
    def picture_id(self) -> str:
        return self.chat.chat_id if self.chat else self.account.bot_user_id


@blueprint.get("")
def first_account() -> AnyResponse:
    known = accounts.every(current_platform())
    if not known:
        raise LookupError("There is no account yet. Make one in the console.")
    return redirect(url_for("phone.first_person", channel_id=known[0].channel_id))


@blueprint.get("/<channel_id>")
def first_person(channel_id: str) -> AnyResponse:
    known = people.every(current_platform())
    if not known:
        raise LookupError("There are no people yet.")
    return redirect(url_for("phone.show", channel_id=channel_id, user_id=known[0].user_id))


@blueprint.get("/<channel_id>/<user_id>")
def show(channel_id: str, user_id: str) -> str:
    platform, screen = current_platform(), open_screen(channel_id, user_id, request.args.get("chat"))
    shown = bubbles.of_chat(platform, screen.account, screen.person, screen.chat_id)
    return render_template(
        "phone.html",
        screen=screen,
        bubbles=shown,
        quick_replies=bubbles.quick_replies(shown),
        accounts=accounts.every(platform),
        people=people.every(platform),
        chats=chats.of_person(platform, user_id),
        stickers=SHELF,
        samples=list(EVENTS),
        members=chats.members(platform, screen.chat) if screen.chat else [],
    )


@blueprint.get("/<channel_id>/<user_id>/thread")
def thread(channel_id: str, user_id: str) -> str | Response:
    """The conversation alone, or 204 while the asker's `version` is still the newest."""
    platform, screen = current_platform(), open_screen(channel_id, user_id, request.args.get("chat"))
    if request.args.get("version") == screen.version:
        return Response(status=204)
    shown = bubbles.of_chat(platform, screen.account, screen.person, screen.chat_id)
    return render_template("_thread.html", screen=screen, bubbles=shown, quick_replies=bubbles.quick_replies(shown))


@blueprint.get("/<channel_id>/content/<message_id>")
def content(channel_id: str, message_id: str) -> Response:
    """What a person sent, for the phones; whatever a browser might run is offered as a download."""
    platform = current_platform()
    account = accounts.get(platform, channel_id)
    kept = messages.content(platform, message_id)
    if kept is None or messages.find(platform, account, message_id) is None:
        raise LookupError("That message has no content (any more).")
    media_type, data = kept
    response = Response(data, mimetype=media_type)
    if not media_type.startswith(INLINE_MEDIA) or "svg" in media_type:
        response.mimetype = "application/octet-stream"
        response.headers["Content-Disposition"] = "attachment"
    return response


def open_screen(channel_id: str, user_id: str, chat_id: str | None) -> Screen:
    """Raise LookupError for an unknown account, person, group, or a group without that person."""
    platform = current_platform()
    account, person = accounts.get(platform, channel_id), people.get(platform, user_id)
    chat = chats.get(platform, chat_id) if chat_id and chat_id != user_id else None
    if chat and not chats.has_member(platform, chat, user_id):
        raise LookupError("This person is not in that group.")
    friendship = people.friendship(platform, account, user_id)
    is_loading = chat is None and people.is_loading(platform, account, user_id)
    account_is_here = chat is None or chats.has_account(platform, chat, account)
    number = messages.version_of_chat(platform, account, chat.chat_id if chat else user_id)
    version = f"{number}-{friendship}-{is_loading:d}-{account_is_here:d}"
    return Screen(account, person, chat, friendship, is_loading, account_is_here, version)
