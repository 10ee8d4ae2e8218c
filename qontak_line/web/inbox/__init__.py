"""The Inbox: list, room, composer, and what is done with a conversation."""

from flask import Blueprint

bp = Blueprint("inbox", __name__)
