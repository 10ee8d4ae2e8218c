"""A bot on LINE's official SDK, in the shape of its Flask sample: checks, parses, does nothing, stores nothing.

The environment's `CHANNEL_SECRET` is the secret that webhooks are signed with.
"""

import os

from flask import Flask, abort, request
from linebot.v3 import WebhookHandler
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.webhooks import MessageEvent, TextMessageContent

app = Flask(__name__)
events = WebhookHandler(os.environ["CHANNEL_SECRET"])


def hear(event: MessageEvent) -> None:
    """A bot would answer here."""


events.add(MessageEvent, message=TextMessageContent)(hear)


@app.post("/webhook")
def webhook() -> str:
    try:
        events.handle(request.get_data(as_text=True), request.headers.get("X-Line-Signature", ""))
    except InvalidSignatureError:
        abort(401)
    return "ok"
