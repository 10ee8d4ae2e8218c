"""A bot that writes down every webhook, with the answers that a test wants from it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 4.0


@dataclass(frozen=True)
class Delivery:
    headers: dict[str, str]
    body: bytes


@dataclass
class Bot:
    """`answers` are the statuses of the next webhooks; when they are used up it is 200."""

    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    on_webhook: Callable[[], None] = lambda: None

    def wait_for(self, count: int) -> list[Delivery]:
        """The deliveries, once there are that many."""
        end = time.monotonic() + PATIENCE
        while len(self.deliveries) < count:
            assert time.monotonic() < end, f"{len(self.deliveries)} of {count} webhooks came"
            time.sleep(0.005)
        return self.deliveries


def serve(bot: Bot) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bot.deliveries.append(Delivery({k.lower(): v for k, v in self.headers.items()}, body))
            bot.on_webhook()
            self.send_response(bot.answers.pop(0) if bot.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.url = f"http://127.0.0.1:{server.server_port}/webhooks/line/abc"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
