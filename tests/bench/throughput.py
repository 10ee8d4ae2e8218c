"""Webhooks per second: ours, durable, verified and deduplicated, beside peers that store nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle

from tests.bench import load
from tests.bench.arithmetic import ratios, spread
from tests.bench.consumption import processor_s, resident_mb
from tests.bench.figures import Bound, Figure
from tests.bench.house import House
from tests.bench.parties import BARE, OURS, SDK, Party, beside_peers
from tests.bench.plan import Plan, Skipped, Wrong
from tests.bench.webhooks import Webhook, greetings, webhooks
from tests.factories import SECRET
from tests.servers import postgres

CONNECTIONS = 64
MOST_PER_SECOND = 8000
"""Ours gets each webhook once, so they must suffice; peers, who keep nothing, get the same ones in a circle."""
REST_S = 0.3
LONGEST_S = 60.0


def on_sqlite(plan: Plan) -> list[Figure]:
    """With `synchronous=FULL`, in a file on the disk."""
    return _measured(plan, {}, Bound(1.15, 1.6, True), Bound(0.45, 0.6, True), Bound(2, 1))


def on_postgres(plan: Plan) -> list[Figure]:
    """On a server of its own that flushes each commit to the disk. Raises `Skipped`."""
    if not postgres.is_installed():
        raise Skipped("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    server = postgres.Postgres(durable=True)
    try:
        return _measured(plan, {"DATABASE_URL": server.create("bench")}, Bound(1.0, 1.3, True))
    finally:
        server.stop()


def _measured(
    plan: Plan,
    given: dict[str, str],
    to_sdk: Bound,
    to_bare: Bound | None = None,
    p99: Bound | None = None,
) -> list[Figure]:
    drains: list[float] = []
    speeds: list[float] = []
    with beside_peers(plan, given) as (parties, ours):
        accepted = _introduced(ours)
        since = time.monotonic()
        for number in range(plan.rounds):
            if number >= plan.least_rounds and time.monotonic() - since > plan.patience_s:
                break
            posts = webhooks(int(MOST_PER_SECOND * (plan.slice_s + load.WARM_UP_S)), SECRET, ours.account.bot_id)
            for name in _turned(list(parties), number):
                _slice(parties[name], posts, plan.slice_s, is_circle=name != OURS)
                if name == OURS:
                    fresh = {posts[place].event_id for place, _ in parties[OURS].slices[-1].answered}
                    accepted |= fresh
                    drains.append(ours.drain())
                    speeds.append(len(fresh) / (plan.slice_s + load.WARM_UP_S + drains[-1]))
                time.sleep(REST_S)
        _prove_kept(ours, len(accepted))
        memory = resident_mb(ours.pid)
    ourselves, bare, sdk = (parties[name] for name in (OURS, BARE, SDK))
    return [
        *_of_each(parties),
        Figure("to_sdk", "webhooks/s, ours ÷ SDK sample", ratios(ourselves.rates, sdk.rates), "", to_sdk),
        Figure("to_bare", "webhooks/s, ours ÷ bare Flask", ratios(ourselves.rates, bare.rates), "", to_bare),
        Figure("p99", "p99, ours ÷ bare Flask", ratios(ourselves.latency_ms(99), bare.latency_ms(99)), "", p99),
        Figure("kept", "different events answered with 200, all kept once", spread([len(accepted)])),
        Figure("drained", "until the backlog of a slice is worked off", spread(drains), "s", Bound(120, 30)),
        Figure("worked off", "events worked off per second, from the slice's beginning", spread(speeds)),
        Figure("memory", "resident memory afterwards", spread([memory]), "MB"),
    ]


def _introduced(ours: House) -> set[str]:
    """The ids of the events by which every customer became known: a shop's customers have mostly written before."""
    posts = greetings(SECRET, ours.account.bot_id)
    load.run(ours.settings.port, [post.to(ours.account.path) for post in posts], LONGEST_S, CONNECTIONS)
    ours.drain()
    ours.wait_profiles()
    return {post.event_id for post in posts}


def _slice(party: Party, posts: Sequence[Webhook], seconds: float, *, is_circle: bool) -> None:
    requests = [post.to(party.path) for post in posts]
    before = processor_s(party.group)
    found = load.run(party.port, cycle(requests) if is_circle else requests, seconds, CONNECTIONS)
    party.processor_us.append(1e6 * (processor_s(party.group) - before) / len(found.answered))
    if found.statuses() != {200}:
        raise Wrong(f"{party.path[:15]}… answered {sorted(found.statuses())}")
    party.slices.append(found)


def _turned(names: list[str], number: int) -> list[str]:
    """Each begins in turn."""
    first = number % len(names)
    return names[first:] + names[:first]


def _prove_kept(ours: House, accepted: int) -> None:
    """What was answered with 200 is there, once, and was worked on."""
    stored, unprocessed = ours.stored(), ours.unprocessed()
    if stored != accepted:
        raise Wrong(f"{accepted} different events were answered with 200, {stored} are stored")
    if unprocessed:
        raise Wrong(f"{unprocessed} events were not processed")


def _of_each(parties: dict[str, Party]) -> list[Figure]:
    own = spread(one.own_cpu for party in parties.values() for one in party.slices)
    rates = [
        Figure(f"{name} per second", f"{name}, webhooks/s", spread(party.rates)) for name, party in parties.items()
    ]
    latencies = [
        Figure(f"{name} p{percent}", f"{name}, p{percent}", spread(party.latency_ms(percent)), "ms")
        for percent in (50, 99)
        for name, party in parties.items()
    ]
    processor = [
        Figure(f"{name} cpu", f"{name}, processor time per webhook", spread(party.processor_us), "µs")
        for name, party in parties.items()
    ]
    return [*rates, *latencies, *processor, Figure("load", "the load's own share of a core", own)]
