"""The least that Flask can do with a webhook: read it and say ok."""

from flask import Flask, request

app = Flask(__name__)


@app.post("/webhook")
def webhook() -> str:
    request.get_data()
    return "ok"
