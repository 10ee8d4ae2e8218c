"""What a user sees in the chat before we answer. Source: LINE's "Mark as read", "Display a loading
indicator"."""

from qontak_line.line.calls import Call
from qontak_line.line.transport import Transport


def mark_as_read(transport: Transport, mark_as_read_token: str) -> None:
    """Shows "Read" at the token's message and all before it. Tokens never expire."""
    json = {"markAsReadToken": mark_as_read_token}
    transport.ask(Call("POST", "/v2/bot/chat/markAsRead", json=json), lambda answer: answer.fields)


def show_loading(transport: Transport, chat_id: str, seconds: int) -> None:
    """`chat_id` is a user's id, `seconds` 5 to 60 in steps of 5. LINE accepts also what it cannot
    show."""
    json = {"chatId": chat_id, "loadingSeconds": seconds}
    call = Call("POST", "/v2/bot/chat/loading/start", json=json, accepts=(200, 202))
    transport.ask(call, lambda answer: answer.fields)
