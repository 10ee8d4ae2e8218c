"""How soon 300 open pages know: of a colleague's click, and of a customer's message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import select

from qontak_line.db import db
from qontak_line.models import Conversation, Organization, Role
from tests.bench.arithmetic import percentile, spread
from tests.bench.browser import Browser, browser
from tests.bench.consumption import resident_mb
from tests.bench.figures import Bound, Figure
from tests.bench.house import House, house, settings_in
from tests.bench.load import Caller
from tests.bench.plan import Plan, Wrong
from tests.bench.programs import stand_in
from tests.bench.streams import LOOK, Streams
from tests.bench.webhooks import webhooks
from tests.factories import SECRET, make_user

STREAMS = 300
PER_SESSION = 10
REST_S = 1.5
"""Longer than the pause that a stream makes after it was told something, and than whatever follows a message."""


@dataclass
class _Told:
    """Milliseconds from the act to the first stream, to the last one, and between the two."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)

    @property
    def between(self) -> list[float]:
        return [last - first for first, last in zip(self.first, self.last, strict=True)]


def fan_out(plan: Plan) -> list[Figure]:
    """Through real connections, on SQLite."""
    rounds = 5 if plan.is_quick else 15
    with stand_in(plan.folder) as line, house(settings_in(plan.folder / "data", line)) as ours:
        people = _people(ours)
        with closing(
            Streams(ours.settings.port, [one.cookie for one in people for _ in range(PER_SESSION)])
        ) as streams:
            posts = _messages(ours, rounds + 1)
            _measured(ours, streams, posts[:1], 200)  # meets the customer
            streams.skip(2 * REST_S)
            message = _measured(ours, streams, posts[1:], 200)
            click = _measured(ours, streams, _notes(ours, people[0], rounds), 303)
            memory = resident_mb(ours.pid)
    return [
        Figure("click", f"a colleague's note, until the last of {STREAMS} pages knows", spread(click.last), "ms"),
        Figure("message", "a customer's webhook, until the last one knows", spread(message.last), "ms"),
        Figure("message p95", "the same, p95", spread([percentile(message.last, 95)]), "ms", Bound(1000, 250)),
        Figure("between", "between the first and the last one (note)", spread(click.between), "ms"),
        Figure("memory", f"resident memory with {STREAMS} streams", spread([memory]), "MB"),
    ]


def _people(ours: House) -> list[Browser]:
    """Colleagues enough for all streams, each in one browser."""
    with ours.app.app_context():
        organization = db.session.get_one(Organization, ours.account.organization)
        users = [make_user(organization, f"dewi{number}", Role.ADMIN).id for number in range(STREAMS // PER_SESSION)]
    return [browser(ours.app, user_id) for user_id in users]


def _measured(ours: House, streams: Streams, requests: Iterable[bytes], status: int) -> _Told:
    """Send each, and see when the streams hear of it. Raises `Wrong` when it is answered otherwise."""
    told = _Told()
    with _caller(ours) as caller:
        for request in requests:
            streams.skip(REST_S)
            caller.ask(request)
            try:
                times = streams.times_of(LOOK)
            finally:
                _prove_answered(caller, status)  # the likelier reason when nobody was told
            told.first.append(1000 * (times[0] - caller.since))
            told.last.append(1000 * (times[-1] - caller.since))
    return told


def _prove_answered(caller: Caller, status: int) -> None:
    answered = None
    while answered is None:
        answered = caller.hear()
    if answered != status:
        raise Wrong(f"answered {answered} instead of {status}")


@contextmanager
def _caller(ours: House) -> Iterator[Caller]:
    caller = Caller(ours.settings.port)
    with closing(caller.socket):
        yield caller


def _messages(ours: House, count: int) -> list[bytes]:
    """Of one customer, whose profile is asked for and told once."""
    return [post.to(ours.account.path) for post in webhooks(count, SECRET, ours.account.bot_id, chats=1)]


def _notes(ours: House, colleague: Browser, count: int) -> list[bytes]:
    """Forms that each write an internal note into the one conversation there is."""
    with ours.app.app_context():
        conversation = db.session.scalars(select(Conversation.id).order_by(Conversation.id)).first()
        db.session.remove()
    return [
        _form(ours, colleague, f"/inbox/{conversation}/notes", {"text": f"note {number}"}) for number in range(count)
    ]


def _form(ours: House, who: Browser, path: str, fields: dict[str, str]) -> bytes:
    body = urlencode({**fields, "csrf_token": who.csrf_token}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{ours.settings.port}\r\nCookie: {who.cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
