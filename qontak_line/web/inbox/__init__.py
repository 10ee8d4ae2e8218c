"""The Inbox: list, room, composer, and what is done with a conversation."""

from flask import Blueprint

bp = Blueprint("inbox", __name__)

from qontak_line.web.inbox import conversation_views, message_views, template_words, views  # noqa: E402, F401
